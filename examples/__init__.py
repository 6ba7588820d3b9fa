"""Invented workbooks (演示数据) and the script that makes them."""
