-- In which epoch of the server's data a board's confirmed state was last loaded; null: before this
-- was noted, or never.
ALTER TABLE boards ADD COLUMN epoch TEXT;
