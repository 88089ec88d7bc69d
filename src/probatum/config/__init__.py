"""Settings, addresses and start-up of the web application; read from the environment only."""
