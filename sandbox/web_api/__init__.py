"""The Web API: one module for each family of methods, and `http.py` for how calls arrive."""
