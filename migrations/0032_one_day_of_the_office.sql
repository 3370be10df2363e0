ALTER TABLE "grants" ALTER COLUMN "valid_from" SET DEFAULT (now() at time zone 'UTC')::date;--> statement-breakpoint
-- Today, or the day of another moment, where the office is. Without a moment it is now by the clock of the database, as before.
DROP FUNCTION office_day(integer);
--> statement-breakpoint
CREATE FUNCTION office_day(jurisdiction integer, moment timestamptz DEFAULT now()) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT (moment AT TIME ZONE j.time_zone)::date FROM jurisdictions j WHERE j.id = jurisdiction);
