//! Self-hostable Tideboard server: /api/realtime.
