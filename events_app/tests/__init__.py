"""Tests mirror the code; whole stories are in journeys/, pages in browser/."""
