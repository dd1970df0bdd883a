"""The golf tournament that pays for the scholarships: foursomes, cards from the phones, sponsors and extras."""
