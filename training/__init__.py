"""Trains and exports the analyser of Legation. Never needed to build, test or run the program."""
