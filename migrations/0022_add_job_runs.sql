CREATE TABLE "job_runs" (
	"job_id" bigint NOT NULL,
	"worker_id" uuid,
	"running" boolean DEFAULT false NOT NULL,
	"started_at" timestamp (3) with time zone,
	"deaths" integer DEFAULT 0 NOT NULL,
	"halted" boolean DEFAULT false NOT NULL,
	"give_up" boolean DEFAULT false NOT NULL,
	CONSTRAINT "job_runs_pkey" PRIMARY KEY("job_id")
);
--> statement-breakpoint
CREATE TABLE "workers" (
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"version" text NOT NULL,
	"process" text NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"holds" boolean DEFAULT false NOT NULL,
	"lock_names" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "workers_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
ALTER TABLE "data_exports" DROP CONSTRAINT "data_exports_failure_check";--> statement-breakpoint
ALTER TABLE "data_exports" ADD CONSTRAINT "data_exports_failure_check" CHECK (failure in ('too_many_rows', 'job_died', 'internal'));
--> statement-breakpoint
COMMENT ON TABLE "workers" IS 'Processes that work on jobs: who holds the lease, who waits, and when each was last alive.';
--> statement-breakpoint
COMMENT ON TABLE "job_runs" IS 'Jobs that were started: how often the process died under each, and whether it is to be given up.';
--> statement-breakpoint
-- Written by the worker with the owner's connection; the application looks, and asks through the functions below.
GRANT SELECT ON "workers", "job_runs" TO pandu_app;
--> statement-breakpoint
-- The queue's own tables are closed to the application (row security). Functions, not views: a view would hold on to the
-- queue's columns, which its own migrations change. No payload leaves but the ids of what a job is about.
CREATE FUNCTION queued_jobs() RETURNS TABLE (id bigint, task text, jurisdiction_id integer, region_code text, subject_id uuid, state text, attempts integer, deaths integer, created_at timestamptz, run_at timestamptz, started_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog
AS $$
  SELECT j.id, t.identifier, s.id, s.region_code, coalesce(j.payload ->> 'importId', j.payload ->> 'exportId')::uuid,
    CASE WHEN r.give_up THEN 'ending' WHEN j.locked_at IS NOT NULL THEN 'running' WHEN j.attempts >= j.max_attempts THEN 'stuck'
      WHEN j.run_at > now() THEN 'retrying' ELSE 'waiting' END,
    j.attempts::integer, coalesce(r.deaths, 0), date_trunc('milliseconds', j.created_at), date_trunc('milliseconds', j.run_at),
    date_trunc('milliseconds', j.locked_at)
  FROM graphile_worker._private_jobs j
    JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    JOIN jurisdictions s ON s.id = (j.payload ->> 'jurisdictionId')::integer
    LEFT JOIN job_runs r ON r.job_id = j.id
$$;
--> statement-breakpoint
-- Tried again at once, as if for the first time. Nothing happens to a job that runs.
CREATE FUNCTION retry_job(job bigint) RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_catalog
AS $$
  DELETE FROM job_runs WHERE job_id = job AND NOT running;
  WITH again AS (
    UPDATE graphile_worker._private_jobs SET attempts = 0, run_at = now() WHERE id = job AND locked_at IS NULL RETURNING 1)
  SELECT exists (SELECT FROM again)
$$;
--> statement-breakpoint
-- The worker gives it up as soon as it can, and tells who waits for it; a job that runs is stopped at its next safe point.
CREATE FUNCTION end_job(job bigint) RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_catalog
AS $$
  INSERT INTO job_runs (job_id, give_up) SELECT j.id, true FROM graphile_worker._private_jobs j WHERE j.id = job
    ON CONFLICT (job_id) DO UPDATE SET give_up = true;
  UPDATE graphile_worker._private_jobs SET attempts = least(attempts, max_attempts - 1), run_at = now() WHERE id = job AND locked_at IS NULL;
  SELECT exists (SELECT FROM graphile_worker._private_jobs WHERE id = job)
$$;
--> statement-breakpoint
-- For the probe of the service: how long ago the worker was alive, and what waits for it.
CREATE FUNCTION worker_state() RETURNS TABLE (last_seen_seconds integer, waiting integer, oldest_seconds integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_catalog
AS $$
  SELECT (SELECT extract(epoch FROM now() - max(heartbeat_at))::integer FROM workers WHERE holds),
    count(*)::integer, coalesce(max(extract(epoch FROM now() - j.run_at)), 0)::integer
  FROM graphile_worker._private_jobs j WHERE j.is_available AND j.run_at <= now()
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION queued_jobs(), retry_job(bigint), end_job(bigint), worker_state() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION queued_jobs(), retry_job(bigint), end_job(bigint), worker_state() TO pandu_app;
