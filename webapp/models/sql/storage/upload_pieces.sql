-- Compressing the pieces of a file took longer than writing them.

ALTER TABLE upload_pieces ALTER COLUMN piece SET STORAGE EXTERNAL;
