"""One module for each group of commands. They import what they need when they run: `handline --help` stays quick."""
