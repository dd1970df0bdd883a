"""The association's books as its treasurer and both accountants read them."""
