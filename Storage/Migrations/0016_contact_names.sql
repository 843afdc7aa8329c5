-- Contacts are cached by the canonical form of their names, so that names that look the same are one contact. The rows are only a cache: each contact is looked up
-- again at the provider when it is next needed.
delete from contact;
