-- The current row of a fact and the look-up by person by one index instead of two (docs/adr/0017).
DROP INDEX "family_members_person_idx";--> statement-breakpoint
DROP INDEX "person_addresses_person_idx";--> statement-breakpoint
DROP INDEX "person_identifiers_person_idx";--> statement-breakpoint
DROP INDEX "programme_memberships_person_idx";--> statement-breakpoint
DROP INDEX "family_members_current_key";--> statement-breakpoint
DROP INDEX "person_addresses_current_key";--> statement-breakpoint
DROP INDEX "person_identifiers_current_key";--> statement-breakpoint
DROP INDEX "programme_memberships_current_key";--> statement-breakpoint
CREATE UNIQUE INDEX "family_members_current_key" ON "family_members" USING btree ("jurisdiction_id","person_id",(case when upper_inf(valid) then 0 end));--> statement-breakpoint
CREATE UNIQUE INDEX "person_addresses_current_key" ON "person_addresses" USING btree ("jurisdiction_id","person_id","kind",(case when upper_inf(valid) then 0 end));--> statement-breakpoint
CREATE UNIQUE INDEX "person_identifiers_current_key" ON "person_identifiers" USING btree ("jurisdiction_id","person_id","type","value",(case when upper_inf(valid) then 0 end));--> statement-breakpoint
CREATE UNIQUE INDEX "programme_memberships_current_key" ON "programme_memberships" USING btree ("jurisdiction_id","person_id","programme_code",(case when upper_inf(valid) then 0 end));
