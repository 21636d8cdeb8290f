"""Many arms held against one."""
