"""From the source to the proof: which records lead to which, what is not needed and why, and the dossier of it all (QE-19, QE-30)."""
