-- How other modules read families: named views, owned by the families module.

CREATE VIEW current_family_members AS
SELECT m.jurisdiction_id, m.person_id, m.family_id, m.relation, f.kk_number
FROM family_members m
JOIN families f ON f.jurisdiction_id = m.jurisdiction_id AND f.id = m.family_id
WHERE upper_inf(m.valid);
--> statement-breakpoint
COMMENT ON VIEW current_family_members IS 'Present family of each person, with its KK number.';
--> statement-breakpoint
GRANT SELECT ON current_family_members TO pandu_app;
--> statement-breakpoint
CREATE VIEW current_family_rankings AS
SELECT DISTINCT ON (r.jurisdiction_id, r.family_id)
  r.jurisdiction_id, r.family_id, r.desil, r.cut_off_on, d.name AS release_name, d.source
FROM family_rankings r
JOIN data_releases d ON d.jurisdiction_id = r.jurisdiction_id AND d.id = r.release_id
ORDER BY r.jurisdiction_id, r.family_id, r.cut_off_on DESC, r.recorded_at DESC;
--> statement-breakpoint
COMMENT ON VIEW current_family_rankings IS 'Newest official desil of each family, with release and cut-off.';
--> statement-breakpoint
GRANT SELECT ON current_family_rankings TO pandu_app;
--> statement-breakpoint
CREATE VIEW current_households AS
SELECT DISTINCT ON (m.jurisdiction_id, m.person_id) m.jurisdiction_id, m.person_id, h.id AS household_id, h.external_id
FROM household_members m
JOIN households h ON h.jurisdiction_id = m.jurisdiction_id AND h.id = m.household_id
ORDER BY m.jurisdiction_id, m.person_id, m.recorded_at DESC;
--> statement-breakpoint
COMMENT ON VIEW current_households IS 'Latest DTKS household of each person.';
--> statement-breakpoint
GRANT SELECT ON current_households TO pandu_app;
