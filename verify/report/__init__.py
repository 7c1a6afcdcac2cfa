"""How verdicts are shown: text, JSON, tables. Cannot turn false into true."""
