"""The fault bench: faults and near misses planted into real captures, and what is found of them."""
