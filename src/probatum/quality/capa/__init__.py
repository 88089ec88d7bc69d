"""Corrective and preventive action: the CAPA, its plan of actions, and the check that it holds."""
