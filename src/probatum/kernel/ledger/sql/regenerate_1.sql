-- Capture functions of tables that were registered before: written anew as the functions above write them now.
SELECT ledger.generate(t) FROM ledger.tbl WHERE rel IS NOT NULL ORDER BY t;
