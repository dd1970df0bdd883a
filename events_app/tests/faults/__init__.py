"""The process dies where it hurts most, and whoever comes after it finds nothing lost and nothing half done."""
