"""Sheets to a draft: where the headings stand, which rows are data, what labels say. Runs in the sandbox; knows no plan."""
