"""Bytes of a workbook in any format to small records of its cells. Runs in the sandbox; nothing above it knows one format from another.

Nothing is imported here: the application asks `loaders.formats.sniff` about a file's first bytes and must not take the readers along.
"""
