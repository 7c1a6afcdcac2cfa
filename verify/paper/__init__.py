"""What is printed: formulas in a closed grammar, statements, findings and revisions. Data, never evidence."""
