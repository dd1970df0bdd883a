"""Pure rules of the directory: numbers, phones, names, columns of a spreadsheet and verdicts of its rows."""
