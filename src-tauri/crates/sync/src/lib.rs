//! I/O shell of the sync engine: actor, WebSocket, SQLite store, headless client.
