// Tickets open at a gate without network. Follows kept-pages.js in one file.
keepPages({ store: "tickets-1", pages: /^\/T\/[A-Z2-7]{26}$/i, away: "/sin-conexion" });
