"""Pure rules of the events room: prices, the sale window, the text people write, the year plan."""
