-- A fact that is corrected on the day it was written has no period of its own to keep (an empty range is
-- no period), so it is replaced: by correctPerson, and by an import with the cut-off of the one before.
-- What it said stays in person_revisions, the audit log and the events.

GRANT DELETE ON "person_identifiers", "person_addresses", "family_members", "programme_memberships" TO pandu_app;
