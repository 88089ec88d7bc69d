"""The kernel: records, processes, lifecycles, rights, signatures, tasks, links and files; it knows no process and no HTTP."""
