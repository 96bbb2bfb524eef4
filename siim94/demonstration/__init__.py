"""Made-up years that show every section and chart, in a database of their own: ``make demo``.

Each is derived from the year before by the doors of the product (workbook, sheets, TotEM, GLPI exports) after
a plan that is data (``plan/``). Nothing imports this package.
"""
