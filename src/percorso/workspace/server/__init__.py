"""What a running server does: its doors, its sources, and the loader behind them."""
