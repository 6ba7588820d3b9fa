"""A draft and the plan to what a workbook says: its heads and its rows, each kind in a module of its own."""
