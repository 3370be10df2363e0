CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gist;--> statement-breakpoint
CREATE TABLE "access_log" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"actor_id" uuid,
	"actor_name" text,
	"operation" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"fields" text[] NOT NULL,
	"reason" text,
	"request_id" text NOT NULL,
	CONSTRAINT "access_log_pkey" PRIMARY KEY("jurisdiction_id","id")
) PARTITION BY LIST ("jurisdiction_id");
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"actor_id" uuid,
	"actor_name" text,
	"actor_kind" text NOT NULL,
	"operation" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" uuid,
	"region_code" text,
	"changes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"request_id" text NOT NULL,
	CONSTRAINT "audit_entries_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "audit_entries_actor_kind_check" CHECK (actor_kind in ('officer', 'machine', 'public', 'system'))
) PARTITION BY LIST ("jurisdiction_id");
--> statement-breakpoint
CREATE TABLE "events" (
	"jurisdiction_id" integer NOT NULL,
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "events_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"type" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"about_id" uuid,
	"region_code" text,
	"actor_id" uuid,
	"actor_name" text,
	"visible_with" text,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"request_id" text NOT NULL,
	CONSTRAINT "events_pkey" PRIMARY KEY("jurisdiction_id","xid","seq")
) PARTITION BY LIST ("jurisdiction_id");
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"actor_id" uuid NOT NULL,
	"key" text NOT NULL,
	"operation" text NOT NULL,
	"request_hash" text NOT NULL,
	"reply" "bytea",
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY("actor_id","key")
);
--> statement-breakpoint
CREATE TABLE "reference_loads" (
	"name" text PRIMARY KEY NOT NULL,
	"sha256" text NOT NULL,
	"rows" integer NOT NULL,
	"loaded_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "grants" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"account_id" uuid NOT NULL,
	"role_code" text,
	"permission" text,
	"scope" text NOT NULL,
	"region_code" text,
	"institution_id" uuid,
	"valid_from" date DEFAULT current_date NOT NULL,
	"valid_to" date,
	"granted_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "grants_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "grants_scope_check" CHECK (scope in ('national', 'area', 'institution')),
	CONSTRAINT "grants_what_check" CHECK (num_nonnulls(role_code, permission) = 1),
	CONSTRAINT "grants_where_check" CHECK ((scope = 'area') = (region_code is not null) and (scope = 'institution') = (institution_id is not null))
);
--> statement-breakpoint
CREATE TABLE "role_permissions" (
	"role_code" text NOT NULL,
	"permission" text NOT NULL,
	"own_only" boolean DEFAULT false NOT NULL,
	CONSTRAINT "role_permissions_pkey" PRIMARY KEY("role_code","permission")
);
--> statement-breakpoint
CREATE TABLE "roles" (
	"code" text PRIMARY KEY NOT NULL,
	"label" text NOT NULL,
	"label_en" text NOT NULL,
	"scope" text NOT NULL,
	CONSTRAINT "roles_scope_check" CHECK (scope in ('national', 'area', 'institution'))
);
--> statement-breakpoint
CREATE TABLE "complaints" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"ticket" text NOT NULL,
	"secret_hash" text,
	"status" text NOT NULL,
	"kind" text,
	"sector" text,
	"topic" text,
	"programme_owner" text,
	"programme_code" text,
	"channel" text NOT NULL,
	"urgency" text NOT NULL,
	"story" text NOT NULL,
	"region_code" text NOT NULL,
	"reporter_kind" text NOT NULL,
	"reporter_person_id" uuid,
	"reporter_name" text,
	"reporter_phone" text,
	"reporter_sex" text,
	"subject_person_id" uuid,
	"screening_result" text,
	"screening_note" text,
	"screened_at" timestamp (3) with time zone,
	"due_step" text,
	"due_at" timestamp (3) with time zone,
	"submitted_by" uuid,
	"outcome" text,
	"outcome_note" text,
	"status_reason" text,
	"duplicate_of_id" uuid,
	"created_by" uuid NOT NULL,
	"created_by_name" text NOT NULL,
	"registered_at" timestamp (3) with time zone,
	"resolved_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "complaints_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "complaints_status_check" CHECK (status in ('draft', 'registered', 'screened', 'categorised', 'in_handling', 'field_visit', 'awaiting_documents', 'referred', 'escalated', 'determination', 'resolved', 'closed', 'reopened', 'rejected', 'withdrawn', 'duplicate')),
	CONSTRAINT "complaints_urgency_check" CHECK (urgency in ('normal', 'urgent')),
	CONSTRAINT "complaints_reporter_check" CHECK (case reporter_kind when 'listed' then reporter_person_id is not null when 'unlisted' then reporter_name is not null when 'anonymous' then num_nonnulls(reporter_person_id, reporter_name, reporter_phone) = 0 else false end),
	CONSTRAINT "complaints_secret_check" CHECK (status = 'draft' or secret_hash is not null or status = 'withdrawn'),
	CONSTRAINT "complaints_outcome_check" CHECK (status not in ('resolved', 'closed') or outcome is not null)
);
--> statement-breakpoint
CREATE TABLE "service_standards" (
	"step" text NOT NULL,
	"urgency" text NOT NULL,
	"calendar_hours" integer NOT NULL,
	"source" text NOT NULL,
	CONSTRAINT "service_standards_pkey" PRIMARY KEY("step","urgency")
);
--> statement-breakpoint
CREATE TABLE "families" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"kk_number" text,
	"region_code" text NOT NULL,
	"street" text,
	"source" text NOT NULL,
	"release_id" uuid,
	"row_number" integer,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "families_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "families_kk_number_check" CHECK (kk_number ~ '^[0-9]{16}$'),
	CONSTRAINT "families_source_check" CHECK (source in ('dtks', 'dtsen', 'officer', 'demo'))
) PARTITION BY LIST ("jurisdiction_id");
--> statement-breakpoint
CREATE TABLE "family_members" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"family_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"relation" text,
	"valid" daterange DEFAULT daterange(null, null) NOT NULL,
	"source" text NOT NULL,
	"release_id" uuid,
	"row_number" integer,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "family_members_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "family_members_relation_check" CHECK (relation in ('head', 'spouse', 'child', 'child_in_law', 'grandchild', 'parent', 'domestic_helper', 'other')),
	CONSTRAINT "family_members_source_check" CHECK (source in ('dtks', 'dtsen', 'officer', 'demo'))
) PARTITION BY LIST ("jurisdiction_id");
--> statement-breakpoint
CREATE TABLE "family_rankings" (
	"jurisdiction_id" integer NOT NULL,
	"family_id" uuid NOT NULL,
	"release_id" uuid NOT NULL,
	"desil" smallint,
	"cut_off_on" date NOT NULL,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "family_rankings_pkey" PRIMARY KEY("jurisdiction_id","family_id","release_id"),
	CONSTRAINT "family_rankings_desil_check" CHECK (desil between 0 and 10)
) PARTITION BY LIST ("jurisdiction_id");
--> statement-breakpoint
CREATE TABLE "household_members" (
	"jurisdiction_id" integer NOT NULL,
	"person_id" uuid NOT NULL,
	"household_id" uuid NOT NULL,
	"release_id" uuid,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "household_members_pkey" PRIMARY KEY("jurisdiction_id","person_id","household_id")
);
--> statement-breakpoint
CREATE TABLE "households" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"external_id" text NOT NULL,
	"region_code" text NOT NULL,
	"source" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "households_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "households_external_id_key" UNIQUE("jurisdiction_id","external_id"),
	CONSTRAINT "households_source_check" CHECK (source in ('dtks', 'dtsen', 'officer', 'demo'))
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"kind" text NOT NULL,
	"user_name" text NOT NULL,
	"display_name" text NOT NULL,
	"region_code" text,
	"status" text DEFAULT 'active' NOT NULL,
	"password_hash" text,
	"must_change_password" boolean DEFAULT false NOT NULL,
	"client_secret_hash" text,
	"failed_sign_ins" integer DEFAULT 0 NOT NULL,
	"locked_until" timestamp (3) with time zone,
	"last_sign_in_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accounts_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "accounts_kind_check" CHECK (kind in ('officer', 'machine')),
	CONSTRAINT "accounts_status_check" CHECK (status in ('active', 'suspended')),
	CONSTRAINT "accounts_secret_check" CHECK ((kind = 'officer') = (password_hash is not null) and (kind = 'machine') = (client_secret_hash is not null))
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"jurisdiction_id" integer NOT NULL,
	"account_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "import_batches" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"region_code" text NOT NULL,
	"status" text DEFAULT 'uploaded' NOT NULL,
	"source" text NOT NULL,
	"release_name" text NOT NULL,
	"cut_off_on" date NOT NULL,
	"release_id" uuid,
	"file_name" text NOT NULL,
	"file_sha256" text,
	"file_bytes" bigint NOT NULL,
	"counts" jsonb NOT NULL,
	"stage" text DEFAULT 'waiting' NOT NULL,
	"stage_done" bigint DEFAULT 0 NOT NULL,
	"stage_total" bigint DEFAULT 0 NOT NULL,
	"stage_started_at" timestamp (3) with time zone,
	"applied_through_row" integer DEFAULT 0 NOT NULL,
	"failure" text,
	"status_reason" text,
	"created_by" uuid NOT NULL,
	"created_by_name" text NOT NULL,
	"applied_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "import_batches_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "import_batches_status_check" CHECK (status in ('uploaded', 'parsed', 'validated', 'matched', 'reviewed', 'applied', 'refused')),
	CONSTRAINT "import_batches_source_check" CHECK (source in ('dtks'))
);
--> statement-breakpoint
CREATE TABLE "import_chunks" (
	"jurisdiction_id" integer NOT NULL,
	"batch_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "import_chunks_pkey" PRIMARY KEY("jurisdiction_id","batch_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "import_rejects" (
	"jurisdiction_id" integer NOT NULL,
	"batch_id" uuid NOT NULL,
	"row_number" integer NOT NULL,
	"column_name" text,
	"code" text NOT NULL,
	"value" text,
	"line" text NOT NULL,
	CONSTRAINT "import_rejects_pkey" PRIMARY KEY("jurisdiction_id","batch_id","row_number")
);
--> statement-breakpoint
CREATE TABLE "import_rows" (
	"jurisdiction_id" integer NOT NULL,
	"batch_id" uuid NOT NULL,
	"row_number" integer NOT NULL,
	"household_external_id" text,
	"region_code" text NOT NULL,
	"street" text,
	"hamlet" text,
	"rt" text,
	"rw" text,
	"kk_number" text NOT NULL,
	"nik" text NOT NULL,
	"name" text NOT NULL,
	"birth_date" date NOT NULL,
	"birth_place" text,
	"sex" text NOT NULL,
	"occupation" text,
	"mother_name" text,
	"relation" text,
	"match_status" text NOT NULL,
	"programmes" text[] NOT NULL,
	"desil" smallint,
	"person_id" uuid,
	"action" text,
	"changes" jsonb,
	CONSTRAINT "import_rows_pkey" PRIMARY KEY("jurisdiction_id","batch_id","row_number"),
	CONSTRAINT "import_rows_action_check" CHECK (action in ('new', 'changed', 'unchanged'))
);
--> statement-breakpoint
CREATE TABLE "institutions" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"sectors" text[] NOT NULL,
	"region_code" text NOT NULL,
	"address" text,
	"phone" text,
	"created_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "institutions_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "institutions_name_key" UNIQUE("jurisdiction_id","name"),
	CONSTRAINT "institutions_kind_check" CHECK (kind in ('dinas', 'lks', 'province', 'ministry', 'company', 'other')),
	CONSTRAINT "institutions_sectors_check" CHECK (cardinality(sectors) > 0)
);
--> statement-breakpoint
CREATE TABLE "data_releases" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"source" text NOT NULL,
	"name" text NOT NULL,
	"cut_off_on" date NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "data_releases_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "data_releases_name_key" UNIQUE("jurisdiction_id","source","name","cut_off_on"),
	CONSTRAINT "data_releases_source_check" CHECK (source in ('dtks', 'dtsen', 'officer', 'demo'))
);
--> statement-breakpoint
CREATE TABLE "person_addresses" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"region_code" text NOT NULL,
	"street" text,
	"hamlet" text,
	"rt" text,
	"rw" text,
	"valid" daterange DEFAULT daterange(null, null) NOT NULL,
	"source" text NOT NULL,
	"release_id" uuid,
	"row_number" integer,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "person_addresses_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "person_addresses_kind_check" CHECK (kind in ('card', 'domicile')),
	CONSTRAINT "person_addresses_source_check" CHECK (source in ('dtks', 'dtsen', 'officer', 'demo'))
) PARTITION BY LIST ("jurisdiction_id");
--> statement-breakpoint
CREATE TABLE "person_identifiers" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"person_id" uuid NOT NULL,
	"type" text NOT NULL,
	"value" text NOT NULL,
	"valid" daterange DEFAULT daterange(null, null) NOT NULL,
	"status" text DEFAULT 'unchecked' NOT NULL,
	"source" text NOT NULL,
	"release_id" uuid,
	"row_number" integer,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "person_identifiers_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "person_identifiers_type_check" CHECK (type in ('nik', 'idsemesta', 'dtsen_person', 'pkh_participant', 'kks_card', 'passport', 'other')),
	CONSTRAINT "person_identifiers_status_check" CHECK (status in ('unchecked', 'match', 'partial_match', 'no_match', 'not_found', 'inactive', 'deceased', 'not_recorded')),
	CONSTRAINT "person_identifiers_nik_check" CHECK (type <> 'nik' or value ~ '^[0-9]{16}$'),
	CONSTRAINT "person_identifiers_source_check" CHECK (source in ('dtks', 'dtsen', 'officer', 'demo'))
) PARTITION BY LIST ("jurisdiction_id");
--> statement-breakpoint
CREATE TABLE "person_revisions" (
	"jurisdiction_id" integer NOT NULL,
	"person_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"name" text,
	"sex" text,
	"birth_date" date,
	"birth_place" text,
	"mother_name" text,
	"source" text NOT NULL,
	"release_id" uuid,
	"row_number" integer,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"replaced_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "person_revisions_pkey" PRIMARY KEY("jurisdiction_id","person_id","version")
) PARTITION BY LIST ("jurisdiction_id");
--> statement-breakpoint
CREATE TABLE "persons" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"identity_status" text NOT NULL,
	"name" text,
	"sex" text,
	"birth_date" date,
	"birth_year_estimated" integer,
	"birth_place" text,
	"mother_name" text,
	"phone" text,
	"found_at" text,
	"deceased_on" date,
	"region_code" text NOT NULL,
	"source" text NOT NULL,
	"release_id" uuid,
	"row_number" integer,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "persons_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "persons_identity_status_check" CHECK (identity_status in ('complete', 'partial', 'none')),
	CONSTRAINT "persons_sex_check" CHECK (sex in ('male', 'female')),
	CONSTRAINT "persons_source_check" CHECK (source in ('dtks', 'dtsen', 'officer', 'demo'))
) PARTITION BY LIST ("jurisdiction_id");
--> statement-breakpoint
CREATE TABLE "programme_memberships" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"person_id" uuid NOT NULL,
	"programme_code" text NOT NULL,
	"valid" daterange DEFAULT daterange(null, null) NOT NULL,
	"source" text NOT NULL,
	"release_id" uuid,
	"row_number" integer,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "programme_memberships_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "programme_memberships_source_check" CHECK (source in ('dtks', 'dtsen', 'officer', 'demo'))
) PARTITION BY LIST ("jurisdiction_id");
--> statement-breakpoint
CREATE TABLE "ppks_answers" (
	"jurisdiction_id" integer NOT NULL,
	"registration_id" uuid NOT NULL,
	"criterion_code" text NOT NULL,
	"met" boolean NOT NULL,
	CONSTRAINT "ppks_answers_pkey" PRIMARY KEY("jurisdiction_id","registration_id","criterion_code")
);
--> statement-breakpoint
CREATE TABLE "ppks_criteria" (
	"type_code" text NOT NULL,
	"code" text NOT NULL,
	"label" text NOT NULL,
	"label_en" text NOT NULL,
	"ordinal" smallint NOT NULL,
	CONSTRAINT "ppks_criteria_pkey" PRIMARY KEY("type_code","code")
);
--> statement-breakpoint
CREATE TABLE "ppks_photos" (
	"jurisdiction_id" integer NOT NULL,
	"registration_id" uuid NOT NULL,
	"media_type" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ppks_photos_pkey" PRIMARY KEY("jurisdiction_id","registration_id"),
	CONSTRAINT "ppks_photos_media_type_check" CHECK (media_type in ('image/jpeg', 'image/png', 'image/webp'))
);
--> statement-breakpoint
CREATE TABLE "ppks_registrations" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"person_id" uuid NOT NULL,
	"type_code" text NOT NULL,
	"restricted" boolean NOT NULL,
	"region_code" text NOT NULL,
	"status" text DEFAULT 'reported' NOT NULL,
	"note" text,
	"status_reason" text,
	"ended_on" date,
	"created_by" uuid NOT NULL,
	"created_by_name" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ppks_registrations_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "ppks_registrations_status_check" CHECK (status in ('reported', 'verified', 'validated', 'determined', 'returned', 'active', 'handled', 'left', 'died', 'moved'))
);
--> statement-breakpoint
CREATE TABLE "ppks_types" (
	"code" text PRIMARY KEY NOT NULL,
	"number" smallint NOT NULL,
	"name" text NOT NULL,
	"name_en" text NOT NULL,
	"unit" text NOT NULL,
	"min_age" smallint,
	"max_age" smallint,
	"sex" text,
	"restricted" boolean NOT NULL,
	"pas_code" text NOT NULL,
	"pas_name" text NOT NULL,
	"source" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "programmes" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"name_en" text NOT NULL,
	"owner_level" text NOT NULL,
	"owner_name" text NOT NULL,
	"unit" text NOT NULL,
	"sector" text,
	"source" text NOT NULL,
	CONSTRAINT "programmes_owner_level_check" CHECK (owner_level in ('central', 'province', 'regency', 'village', 'non_government')),
	CONSTRAINT "programmes_unit_check" CHECK (unit in ('person', 'family', 'group'))
);
--> statement-breakpoint
CREATE TABLE "referrals" (
	"jurisdiction_id" integer NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"complaint_id" uuid NOT NULL,
	"institution_jurisdiction_id" integer NOT NULL,
	"institution_id" uuid NOT NULL,
	"institution_name" text NOT NULL,
	"region_code" text NOT NULL,
	"status" text DEFAULT 'created' NOT NULL,
	"request" text NOT NULL,
	"programme_code" text,
	"decline_reason" text,
	"status_reason" text,
	"result" text,
	"result_note" text,
	"due_at" timestamp (3) with time zone,
	"created_by" uuid NOT NULL,
	"created_by_name" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "referrals_pkey" PRIMARY KEY("jurisdiction_id","id"),
	CONSTRAINT "referrals_status_check" CHECK (status in ('created', 'approved', 'sent', 'accepted', 'declined', 'in_progress', 'completed', 'cancelled')),
	CONSTRAINT "referrals_result_check" CHECK ((status = 'completed') = (result is not null)),
	CONSTRAINT "referrals_decline_check" CHECK ((status = 'declined') = (decline_reason is not null))
);
--> statement-breakpoint
CREATE TABLE "jurisdictions" (
	"id" integer PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"region_code" text,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "jurisdictions_kind_check" CHECK (kind in ('nation', 'province', 'regency')),
	CONSTRAINT "jurisdictions_time_zone_check" CHECK (time_zone in ('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'))
);
--> statement-breakpoint
CREATE TABLE "region_successors" (
	"old_code" text NOT NULL,
	"new_code" text NOT NULL,
	"valid_from" date NOT NULL,
	"source" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "regions" (
	"code" text PRIMARY KEY NOT NULL,
	"level" smallint NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"parent_code" text,
	"path" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"source" text NOT NULL,
	CONSTRAINT "regions_code_check" CHECK (code ~ '^[1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{4})?)?)?$'),
	CONSTRAINT "regions_level_check" CHECK (level between 1 and 4),
	CONSTRAINT "regions_kind_check" CHECK (kind in ('provinsi', 'kabupaten', 'kota', 'kecamatan', 'kelurahan', 'desa', 'desa_adat'))
);
--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_role_code_roles_code_fk" FOREIGN KEY ("role_code") REFERENCES "public"."roles"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_account_fkey" FOREIGN KEY ("jurisdiction_id","account_id") REFERENCES "public"."accounts"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_permissions" ADD CONSTRAINT "role_permissions_role_code_roles_code_fk" FOREIGN KEY ("role_code") REFERENCES "public"."roles"("code") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "complaints" ADD CONSTRAINT "complaints_reporter_fkey" FOREIGN KEY ("jurisdiction_id","reporter_person_id") REFERENCES "public"."persons"("jurisdiction_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "complaints" ADD CONSTRAINT "complaints_subject_fkey" FOREIGN KEY ("jurisdiction_id","subject_person_id") REFERENCES "public"."persons"("jurisdiction_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_members" ADD CONSTRAINT "family_members_family_fkey" FOREIGN KEY ("jurisdiction_id","family_id") REFERENCES "public"."families"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_members" ADD CONSTRAINT "family_members_person_fkey" FOREIGN KEY ("jurisdiction_id","person_id") REFERENCES "public"."persons"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_rankings" ADD CONSTRAINT "family_rankings_family_fkey" FOREIGN KEY ("jurisdiction_id","family_id") REFERENCES "public"."families"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "household_members" ADD CONSTRAINT "household_members_household_fkey" FOREIGN KEY ("jurisdiction_id","household_id") REFERENCES "public"."households"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "household_members" ADD CONSTRAINT "household_members_person_fkey" FOREIGN KEY ("jurisdiction_id","person_id") REFERENCES "public"."persons"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_jurisdiction_id_jurisdictions_id_fk" FOREIGN KEY ("jurisdiction_id") REFERENCES "public"."jurisdictions"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_fkey" FOREIGN KEY ("jurisdiction_id","account_id") REFERENCES "public"."accounts"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_rejects" ADD CONSTRAINT "import_rejects_batch_fkey" FOREIGN KEY ("jurisdiction_id","batch_id") REFERENCES "public"."import_batches"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_batch_fkey" FOREIGN KEY ("jurisdiction_id","batch_id") REFERENCES "public"."import_batches"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "institutions" ADD CONSTRAINT "institutions_jurisdiction_id_jurisdictions_id_fk" FOREIGN KEY ("jurisdiction_id") REFERENCES "public"."jurisdictions"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_addresses" ADD CONSTRAINT "person_addresses_person_fkey" FOREIGN KEY ("jurisdiction_id","person_id") REFERENCES "public"."persons"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_identifiers" ADD CONSTRAINT "person_identifiers_person_fkey" FOREIGN KEY ("jurisdiction_id","person_id") REFERENCES "public"."persons"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_revisions" ADD CONSTRAINT "person_revisions_person_fkey" FOREIGN KEY ("jurisdiction_id","person_id") REFERENCES "public"."persons"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "programme_memberships" ADD CONSTRAINT "programme_memberships_person_fkey" FOREIGN KEY ("jurisdiction_id","person_id") REFERENCES "public"."persons"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ppks_answers" ADD CONSTRAINT "ppks_answers_registration_fkey" FOREIGN KEY ("jurisdiction_id","registration_id") REFERENCES "public"."ppks_registrations"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ppks_criteria" ADD CONSTRAINT "ppks_criteria_type_code_ppks_types_code_fk" FOREIGN KEY ("type_code") REFERENCES "public"."ppks_types"("code") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ppks_photos" ADD CONSTRAINT "ppks_photos_registration_fkey" FOREIGN KEY ("jurisdiction_id","registration_id") REFERENCES "public"."ppks_registrations"("jurisdiction_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ppks_registrations" ADD CONSTRAINT "ppks_registrations_type_code_ppks_types_code_fk" FOREIGN KEY ("type_code") REFERENCES "public"."ppks_types"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ppks_registrations" ADD CONSTRAINT "ppks_registrations_person_fkey" FOREIGN KEY ("jurisdiction_id","person_id") REFERENCES "public"."persons"("jurisdiction_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referrals" ADD CONSTRAINT "referrals_complaint_fkey" FOREIGN KEY ("jurisdiction_id","complaint_id") REFERENCES "public"."complaints"("jurisdiction_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_log_subject_idx" ON "access_log" USING btree ("jurisdiction_id","subject_id","at");--> statement-breakpoint
CREATE INDEX "audit_entries_at_idx" ON "audit_entries" USING btree ("jurisdiction_id","at","id");--> statement-breakpoint
CREATE INDEX "audit_entries_subject_idx" ON "audit_entries" USING btree ("jurisdiction_id","subject_id");--> statement-breakpoint
CREATE INDEX "events_subject_idx" ON "events" USING btree ("jurisdiction_id","subject_id","at");--> statement-breakpoint
CREATE INDEX "events_about_idx" ON "events" USING btree ("jurisdiction_id","about_id","at") WHERE about_id is not null;--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_idx" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "grants_account_idx" ON "grants" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "complaints_ticket_key" ON "complaints" USING btree ("jurisdiction_id","ticket");--> statement-breakpoint
CREATE INDEX "complaints_newest_idx" ON "complaints" USING btree ("jurisdiction_id","created_at","id");--> statement-breakpoint
CREATE INDEX "complaints_due_idx" ON "complaints" USING btree ("jurisdiction_id","due_at","id");--> statement-breakpoint
CREATE INDEX "complaints_subject_idx" ON "complaints" USING btree ("jurisdiction_id","subject_person_id");--> statement-breakpoint
CREATE INDEX "complaints_reporter_idx" ON "complaints" USING btree ("jurisdiction_id","reporter_person_id");--> statement-breakpoint
CREATE INDEX "families_kk_idx" ON "families" USING btree ("jurisdiction_id","kk_number");--> statement-breakpoint
CREATE INDEX "family_members_family_idx" ON "family_members" USING btree ("jurisdiction_id","family_id");--> statement-breakpoint
CREATE INDEX "family_members_person_idx" ON "family_members" USING btree ("jurisdiction_id","person_id");--> statement-breakpoint
CREATE INDEX "household_members_household_idx" ON "household_members" USING btree ("jurisdiction_id","household_id");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_id_idx" ON "accounts" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_user_name_idx" ON "accounts" USING btree ("user_name");--> statement-breakpoint
CREATE INDEX "sessions_account_idx" ON "sessions" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "sessions_expires_idx" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "import_batches_newest_idx" ON "import_batches" USING btree ("jurisdiction_id","created_at","id");--> statement-breakpoint
CREATE INDEX "import_rows_nik_idx" ON "import_rows" USING btree ("jurisdiction_id","batch_id","nik");--> statement-breakpoint
CREATE INDEX "import_rows_action_idx" ON "import_rows" USING btree ("jurisdiction_id","batch_id","action","row_number");--> statement-breakpoint
CREATE INDEX "institutions_sort_idx" ON "institutions" USING btree ("jurisdiction_id","name","id");--> statement-breakpoint
CREATE INDEX "person_addresses_person_idx" ON "person_addresses" USING btree ("jurisdiction_id","person_id");--> statement-breakpoint
CREATE INDEX "person_identifiers_value_idx" ON "person_identifiers" USING btree ("jurisdiction_id","value","type");--> statement-breakpoint
CREATE INDEX "person_identifiers_person_idx" ON "person_identifiers" USING btree ("jurisdiction_id","person_id");--> statement-breakpoint
CREATE INDEX "persons_birth_village_idx" ON "persons" USING btree ("jurisdiction_id","birth_date","region_code");--> statement-breakpoint
CREATE INDEX "persons_region_idx" ON "persons" USING btree ("jurisdiction_id",region_code text_pattern_ops);--> statement-breakpoint
CREATE INDEX "persons_name_trgm_idx" ON "persons" USING gin (lower(name) gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "programme_memberships_person_idx" ON "programme_memberships" USING btree ("jurisdiction_id","person_id");--> statement-breakpoint
CREATE INDEX "ppks_registrations_person_idx" ON "ppks_registrations" USING btree ("jurisdiction_id","person_id");--> statement-breakpoint
CREATE INDEX "ppks_registrations_sort_idx" ON "ppks_registrations" USING btree ("jurisdiction_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "ppks_registrations_open_key" ON "ppks_registrations" USING btree ("jurisdiction_id","person_id","type_code") WHERE status not in ('left', 'died', 'moved');--> statement-breakpoint
CREATE INDEX "referrals_complaint_idx" ON "referrals" USING btree ("jurisdiction_id","complaint_id");--> statement-breakpoint
CREATE INDEX "referrals_institution_idx" ON "referrals" USING btree ("institution_id","created_at","id");--> statement-breakpoint
CREATE INDEX "referrals_newest_idx" ON "referrals" USING btree ("jurisdiction_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "jurisdictions_region_code_key" ON "jurisdictions" USING btree ("region_code");--> statement-breakpoint
CREATE UNIQUE INDEX "region_successors_key" ON "region_successors" USING btree ("old_code","new_code");--> statement-breakpoint
CREATE INDEX "regions_parent_idx" ON "regions" USING btree ("parent_code","name");--> statement-breakpoint
CREATE INDEX "regions_code_prefix_idx" ON "regions" USING btree (code text_pattern_ops);--> statement-breakpoint
CREATE INDEX "regions_name_trgm_idx" ON "regions" USING gin (lower(name) gin_trgm_ops);