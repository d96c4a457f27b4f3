"""The windows' words in other languages than English: `handline_XX.ts` by hand, `handline_XX.qm` made of it."""
