// Score sheets open at a field without network. Follows kept-pages.js in one file.
keepPages({ store: "score-1", pages: /^\/anotar(\/\d+)?$/ });
