-- of events.0001_initial events.0002_constraints scholarships.0001_initial scholarships.0002_constraints: eef99ae6777d6f47599d9c755ae2a6662617bca542fad2dd8a7c21183979c928
CREATE TABLE "audit_seals" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "position" INT NOT NULL UNIQUE,
    "previous" VARCHAR(64) NOT NULL,
    "digest" VARCHAR(64) NOT NULL UNIQUE,
    "entries" INT NOT NULL
);
COMMENT ON TABLE "audit_seals" IS 'A batch of audit entries closed over the previous seal; changing any of them later breaks every later seal.';
CREATE TABLE "audit_entries" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "happened_at" TIMESTAMPTZ NOT NULL,
    "actor" VARCHAR(120) NOT NULL,
    "action" VARCHAR(80) NOT NULL,
    "subject" VARCHAR(120) NOT NULL,
    "detail_digest" VARCHAR(64) NOT NULL,
    "digest" VARCHAR(64) NOT NULL,
    "seal_id" BIGINT REFERENCES "audit_seals" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_audit_entri_actor_3f96fb" ON "audit_entries" ("actor");
CREATE INDEX "idx_audit_entri_action_7b2c7c" ON "audit_entries" ("action");
CREATE INDEX "idx_audit_entri_subject_669925" ON "audit_entries" ("subject");
COMMENT ON TABLE "audit_entries" IS 'Who did what to which thing, and when; what may have to be erased one day stands apart, in AuditDetail.';
CREATE TABLE "audit_details" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "salt" VARCHAR(32) NOT NULL,
    "body" TEXT NOT NULL,
    "entry_id" BIGINT NOT NULL UNIQUE REFERENCES "audit_entries" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "audit_details" IS 'The erasable part of an entry, as the exact JSON text whose salted digest the entry carries.';
CREATE TABLE "benefits" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "company_class" VARCHAR(10) NOT NULL,
    "event_kind" VARCHAR(16) NOT NULL,
    "year" INT NOT NULL,
    "free_seats" INT NOT NULL,
    "for_everybody" BOOL NOT NULL,
    CONSTRAINT "uid_benefits_company_b98148" UNIQUE ("company_class", "event_kind", "year")
);
COMMENT ON COLUMN "benefits"."company_class" IS 'REGULAR: regular\nASSOCIATE: associate';
COMMENT ON TABLE "benefits" IS 'Seats without cost that a class of member has in a year; `event_kind` \"\" is for every kind.';
CREATE TABLE "committees" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "key" VARCHAR(40) NOT NULL UNIQUE,
    "name_es" VARCHAR(120) NOT NULL,
    "name_en" VARCHAR(120) NOT NULL,
    "purpose_es" VARCHAR(300) NOT NULL,
    "purpose_en" VARCHAR(300) NOT NULL,
    "position" INT NOT NULL,
    "is_active" BOOL NOT NULL
);
CREATE TABLE "companies" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "legal_name" VARCHAR(200) NOT NULL,
    "trade_name" VARCHAR(120) NOT NULL,
    "slug" VARCHAR(80) NOT NULL UNIQUE,
    "rfc" VARCHAR(13) NOT NULL,
    "company_class" VARCHAR(10) NOT NULL,
    "location" VARCHAR(8) NOT NULL,
    "city" VARCHAR(80) NOT NULL,
    "country" VARCHAR(2) NOT NULL,
    "shelter" VARCHAR(120) NOT NULL,
    "sector" VARCHAR(80) NOT NULL,
    "domains" JSONB NOT NULL,
    "employee_digits" INT,
    "member_since" DATE NOT NULL,
    "standing" VARCHAR(10) NOT NULL,
    "standing_since" DATE NOT NULL,
    "standing_until" DATE,
    "name_key" VARCHAR(240) NOT NULL,
    "search_key" VARCHAR(600) NOT NULL,
    "sort_key" VARCHAR(240) NOT NULL,
    "revision" INT NOT NULL,
    "merged_into_id" BIGINT REFERENCES "companies" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_companies_rfc_384e20" ON "companies" ("rfc");
CREATE INDEX "idx_companies_name_ke_27cf17" ON "companies" ("name_key");
CREATE INDEX "idx_companies_sort_ke_8bec16" ON "companies" ("sort_key");
COMMENT ON COLUMN "companies"."company_class" IS 'REGULAR: regular\nASSOCIATE: associate';
COMMENT ON COLUMN "companies"."location" IS 'HOME: home\nOUTSIDE: outside\nABROAD: abroad';
COMMENT ON COLUMN "companies"."standing" IS 'GOOD: good\nSUSPENDED: suspended';
CREATE TABLE "benefit_counters" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "used" INT NOT NULL,
    "benefit_id" BIGINT NOT NULL REFERENCES "benefits" ("id") ON DELETE RESTRICT,
    "company_id" BIGINT NOT NULL REFERENCES "companies" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_benefit_cou_company_fd3a03" UNIQUE ("company_id", "benefit_id")
);
COMMENT ON TABLE "benefit_counters" IS 'How many of a benefit''s seats a company uses now: the counter that a race meets.';
CREATE TABLE "company_limits" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "per_person" BIGINT,
    "per_event" BIGINT,
    "currency" VARCHAR(3) NOT NULL,
    "company_id" BIGINT NOT NULL UNIQUE REFERENCES "companies" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "company_limits" IS 'How much a company pays when its people ask it to, in centavos; none is without limit.';
CREATE TABLE "events" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "slug" VARCHAR(80) NOT NULL UNIQUE,
    "code" VARCHAR(6) NOT NULL UNIQUE,
    "kind" VARCHAR(16) NOT NULL,
    "title_es" VARCHAR(120) NOT NULL,
    "title_en" VARCHAR(120) NOT NULL,
    "summary_es" VARCHAR(300) NOT NULL,
    "summary_en" VARCHAR(300) NOT NULL,
    "text_es" TEXT NOT NULL,
    "text_en" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ NOT NULL,
    "ends_at" TIMESTAMPTZ NOT NULL,
    "timezone" VARCHAR(64) NOT NULL,
    "previous_starts_at" TIMESTAMPTZ,
    "dates_pending" BOOL NOT NULL,
    "venue_name" VARCHAR(120) NOT NULL,
    "venue_address" VARCHAR(300) NOT NULL,
    "map_url" VARCHAR(500) NOT NULL,
    "online_url" VARCHAR(500) NOT NULL,
    "online_details" TEXT NOT NULL,
    "spoken" VARCHAR(4) NOT NULL,
    "capacity" INT,
    "taken" INT NOT NULL,
    "last_folio" INT NOT NULL,
    "most_per_company" INT,
    "limit_lifts_at" TIMESTAMPTZ,
    "status" VARCHAR(12) NOT NULL,
    "status_reason" VARCHAR(300) NOT NULL,
    "visibility" VARCHAR(8) NOT NULL,
    "sale_opens_at" TIMESTAMPTZ,
    "sale_closes_at" TIMESTAMPTZ,
    "currency" VARCHAR(3) NOT NULL,
    "search_key" VARCHAR(600) NOT NULL,
    "plan_key" VARCHAR(16)  UNIQUE,
    "published_at" TIMESTAMPTZ,
    "changed_at" TIMESTAMPTZ NOT NULL,
    "revision" INT NOT NULL,
    "refund_steps" JSONB NOT NULL,
    "substitution_hours" INT NOT NULL,
    "company_answer_days" INT NOT NULL,
    "group_pay_days" INT NOT NULL,
    "reminder_days" JSONB NOT NULL,
    "committee_id" BIGINT REFERENCES "committees" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_events_starts__e31d1d" ON "events" ("starts_at");
COMMENT ON COLUMN "events"."kind" IS 'CONFERENCE: conference\nSEMINAR: seminar\nWORKSHOP: workshop\nCONVENTION: convention\nFORUM: forum\nPRESENTATION: presentation\nWEBINAR: webinar\nTOURNAMENT: tournament\nSOCIAL: social\nEDUCATIONAL: educational\nMEETING: meeting\nASSEMBLY: assembly';
COMMENT ON COLUMN "events"."spoken" IS 'SPANISH: es\nENGLISH: en\nBOTH: both';
COMMENT ON COLUMN "events"."status" IS 'DRAFT: draft\nPUBLISHED: published\nPOSTPONED: postponed\nCANCELLED: cancelled\nFINISHED: finished';
COMMENT ON COLUMN "events"."visibility" IS 'PUBLIC: public\nMEMBERS: members\nINVITED: invited';
CREATE TABLE "agenda_sessions" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "title_es" VARCHAR(120) NOT NULL,
    "title_en" VARCHAR(120) NOT NULL,
    "speaker" VARCHAR(120) NOT NULL,
    "starts_at" TIMESTAMPTZ NOT NULL,
    "ends_at" TIMESTAMPTZ NOT NULL,
    "room" VARCHAR(80) NOT NULL,
    "capacity" INT,
    "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE CASCADE
);
CREATE TABLE "discount_codes" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "code" VARCHAR(40) NOT NULL UNIQUE,
    "label" VARCHAR(120) NOT NULL,
    "kind" VARCHAR(8) NOT NULL,
    "percent" DECIMAL(5,2),
    "amount" BIGINT,
    "currency" VARCHAR(3) NOT NULL,
    "most_uses" INT NOT NULL,
    "used" INT NOT NULL,
    "starts_at" TIMESTAMPTZ,
    "ends_at" TIMESTAMPTZ,
    "is_active" BOOL NOT NULL,
    "made_by" VARCHAR(80) NOT NULL,
    "company_id" BIGINT REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "event_id" BIGINT REFERENCES "events" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "discount_codes"."kind" IS 'PERCENT: percent\nAMOUNT: amount';
COMMENT ON TABLE "discount_codes" IS 'A code for `most_uses` orders; an amount is net, in centavos, off each place.';
CREATE TABLE "game_editions" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "slug" VARCHAR(80) NOT NULL UNIQUE,
    "name_es" VARCHAR(120) NOT NULL,
    "name_en" VARCHAR(120) NOT NULL,
    "year" INT NOT NULL,
    "points_by_place" JSONB NOT NULL,
    "parade_points" INT NOT NULL,
    "parade_share" INT NOT NULL,
    "parade_id" BIGINT REFERENCES "events" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "game_editions" IS 'The games of one year: tournaments together, with points for companies by place and a parade.';
CREATE TABLE "email_proofs" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "token_hash" VARCHAR(64) NOT NULL UNIQUE,
    "code_hash" VARCHAR(64) NOT NULL,
    "email" VARCHAR(254) NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "attempts" INT NOT NULL,
    "proved_at" TIMESTAMPTZ,
    "company_id" BIGINT NOT NULL REFERENCES "companies" ("id") ON DELETE CASCADE,
    "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "email_proofs" IS 'A six-digit code mailed to an address of a company''s domain: typed back, it proves the company.';
CREATE TABLE "event_invitations" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "company_id" BIGINT NOT NULL REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_event_invit_event_i_8b7371" UNIQUE ("event_id", "company_id")
);
CREATE TABLE "gates" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(60) NOT NULL,
    "ticket_types" JSONB NOT NULL,
    "reentry" BOOL NOT NULL,
    "opens_at" TIMESTAMPTZ,
    "closes_at" TIMESTAMPTZ,
    "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE CASCADE,
    "session_id" BIGINT REFERENCES "agenda_sessions" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_gates_event_i_137900" UNIQUE ("event_id", "name")
);
COMMENT ON TABLE "gates" IS 'A door of an event. `session` limits it to one session of the agenda, `ticket_types` (ids) to some tickets.';
CREATE TABLE "admissions" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "place" VARCHAR(40) NOT NULL,
    "credential" VARCHAR(60) NOT NULL,
    "inside" BOOL NOT NULL,
    "entries" INT NOT NULL,
    "people" INT NOT NULL,
    "since" TIMESTAMPTZ NOT NULL,
    "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE CASCADE,
    "gate_id" BIGINT NOT NULL REFERENCES "gates" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_admissions_event_i_8b86a7" ON "admissions" ("event_id", "place", "inside");
COMMENT ON TABLE "admissions" IS 'Who is inside which place (\"event\" or \"session:4\"); its guarded write lets exactly one of many scans win.';
CREATE TABLE "devices" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "label" VARCHAR(60) NOT NULL,
    "token_hash" VARCHAR(64) NOT NULL UNIQUE,
    "supervisor" BOOL NOT NULL,
    "enrolled_by" VARCHAR(120) NOT NULL,
    "enrolled_at" TIMESTAMPTZ NOT NULL,
    "last_seen_at" TIMESTAMPTZ NOT NULL,
    "revoked_at" TIMESTAMPTZ,
    "revoked_by" VARCHAR(120) NOT NULL,
    "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE RESTRICT,
    "gate_id" BIGINT NOT NULL REFERENCES "gates" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "devices" IS 'A phone or scanner that may write to one gate''s log until it is revoked.';
CREATE TABLE "enrolment_links" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "token_hash" VARCHAR(64) NOT NULL UNIQUE,
    "pin_hash" VARCHAR(64) NOT NULL,
    "supervisor" BOOL NOT NULL,
    "attempts" INT NOT NULL,
    "made_by" VARCHAR(120) NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "used_at" TIMESTAMPTZ,
    "gate_id" BIGINT NOT NULL REFERENCES "gates" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "enrolment_links" IS 'A link and, apart from it, a PIN: together they enrol one device at one gate, once.';
CREATE TABLE "idempotency_keys" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "actor" VARCHAR(120) NOT NULL,
    "path" VARCHAR(200) NOT NULL,
    "key" VARCHAR(100) NOT NULL,
    "body_hash" VARCHAR(64) NOT NULL,
    "result" JSONB,
    CONSTRAINT "uid_idempotency_actor_e82415" UNIQUE ("actor", "path", "key")
);
COMMENT ON TABLE "idempotency_keys" IS 'A submit that was already attended: the same key with the same body gets `result` again.';
CREATE TABLE "jobs" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(80) NOT NULL,
    "payload" JSONB NOT NULL,
    "key" VARCHAR(200),
    "status" VARCHAR(10) NOT NULL,
    "run_at" TIMESTAMPTZ NOT NULL,
    "again_at" TIMESTAMPTZ,
    "attempts" INT NOT NULL,
    "max_attempts" INT NOT NULL,
    "lease_until" TIMESTAMPTZ,
    "finished_at" TIMESTAMPTZ,
    "last_error" VARCHAR(500) NOT NULL
);
CREATE INDEX "idx_jobs_status_e68467" ON "jobs" ("status", "run_at");
COMMENT ON COLUMN "jobs"."status" IS 'WAITING: waiting\nRUNNING: running\nDONE: done\nFAILED: failed';
COMMENT ON TABLE "jobs" IS 'Work for later, written in the same transaction as its cause.';
CREATE TABLE "mail_refusals" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "address" VARCHAR(254) NOT NULL,
    "kind" VARCHAR(20) NOT NULL
);
COMMENT ON TABLE "mail_refusals" IS 'An address that does not want a kind of mail that nobody needs to receive, such as reminders.';
CREATE TABLE "directory_merges" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(8) NOT NULL,
    "kept_id" BIGINT NOT NULL,
    "absorbed_id" BIGINT NOT NULL,
    "before" JSONB NOT NULL,
    "chosen" JSONB NOT NULL,
    "moved" JSONB NOT NULL,
    "actor" VARCHAR(60) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL
);
COMMENT ON COLUMN "directory_merges"."kind" IS 'COMPANY: company\nPERSON: person';
COMMENT ON TABLE "directory_merges" IS 'Two entries that were one: which stays, which left, what each said before, and how many references moved.';
CREATE TABLE "directory_not_duplicates" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(8) NOT NULL,
    "low_id" BIGINT NOT NULL,
    "high_id" BIGINT NOT NULL,
    "actor" VARCHAR(60) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL
);
COMMENT ON COLUMN "directory_not_duplicates"."kind" IS 'COMPANY: company\nPERSON: person';
COMMENT ON TABLE "directory_not_duplicates" IS 'Two entries that look alike and that the office said are different, so that nobody asks again.';
CREATE TABLE "orders" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "token" VARCHAR(64) NOT NULL UNIQUE,
    "folio" VARCHAR(24) NOT NULL UNIQUE,
    "reference" VARCHAR(60) NOT NULL,
    "buyer_name" VARCHAR(200) NOT NULL,
    "buyer_email" VARCHAR(254),
    "locale" VARCHAR(8) NOT NULL,
    "description" VARCHAR(250) NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "net" BIGINT NOT NULL,
    "tax" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "discount" BIGINT NOT NULL,
    "purchase_order" VARCHAR(60) NOT NULL,
    "status" VARCHAR(20) NOT NULL,
    "hold_expires_at" TIMESTAMPTZ,
    "pay_by" DATE,
    "opened_at" TIMESTAMPTZ NOT NULL,
    "paid_at" TIMESTAMPTZ,
    "released_at" TIMESTAMPTZ,
    "closed_at" TIMESTAMPTZ,
    "release_reason" VARCHAR(120) NOT NULL,
    "search_key" VARCHAR(400) NOT NULL,
    "company_id" BIGINT REFERENCES "companies" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_orders_referen_764a22" ON "orders" ("reference");
CREATE INDEX "idx_orders_status_6e3b06" ON "orders" ("status", "hold_expires_at");
CREATE INDEX "idx_orders_opened__91d127" ON "orders" ("opened_at");
COMMENT ON COLUMN "orders"."status" IS 'PENDING: pending\nPARTLY_PAID: partly_paid\nPAID: paid\nPAID_NO_SEAT: paid_no_seat\nRELEASED: released\nREFUNDED: refunded\nDISPUTE_LOST: dispute_lost';
COMMENT ON TABLE "orders" IS 'What somebody owes for one thing (a reference such as ``registration:412``), priced once and frozen.';
CREATE TABLE "code_uses" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "used_at" TIMESTAMPTZ NOT NULL,
    "returned_at" TIMESTAMPTZ,
    "code_id" BIGINT NOT NULL REFERENCES "discount_codes" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT NOT NULL REFERENCES "orders" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_code_uses_code_id_3fa198" ON "code_uses" ("code_id");
COMMENT ON TABLE "code_uses" IS 'An order that was opened with a code; given back when the order is let go.';
CREATE TABLE "fiscal_profiles" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "rfc" VARCHAR(13) NOT NULL,
    "legal_name" VARCHAR(300) NOT NULL,
    "postal_code" VARCHAR(5) NOT NULL,
    "regime" VARCHAR(3) NOT NULL,
    "cfdi_use" VARCHAR(4) NOT NULL,
    "email_xml" VARCHAR(254) NOT NULL,
    "purchase_order" VARCHAR(60) NOT NULL,
    "is_foreign" BOOL NOT NULL,
    "tax_residence" VARCHAR(3) NOT NULL,
    "tax_id" VARCHAR(40) NOT NULL,
    "changed_by" VARCHAR(80) NOT NULL,
    "changed_at" TIMESTAMPTZ NOT NULL,
    "company_id" BIGINT  UNIQUE REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT  UNIQUE REFERENCES "orders" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "fiscal_profiles" IS 'The fiscal data of a company, typed once; or those given for one order alone.';
CREATE TABLE "money_tasks" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(20) NOT NULL,
    "subject" VARCHAR(160) NOT NULL UNIQUE,
    "amount" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "detail" JSONB NOT NULL,
    "opened_at" TIMESTAMPTZ NOT NULL,
    "done_at" TIMESTAMPTZ,
    "done_by" VARCHAR(80) NOT NULL,
    "outcome" VARCHAR(20) NOT NULL,
    "note" VARCHAR(300) NOT NULL,
    "order_id" BIGINT REFERENCES "orders" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_money_tasks_order_i_29ee4f" ON "money_tasks" ("order_id");
COMMENT ON COLUMN "money_tasks"."kind" IS 'PAID_NO_SEAT: paid_no_seat\nMISMATCH: mismatch\nSECOND_PAYMENT: second_payment\nEXCESS: excess\nPARTIAL: partial\nREFUND_FAILED: refund_failed\nEXTERNAL_REFUND: external_refund\nBANK_LINE: bank_line\nDISPUTE: dispute\nSEAT_CANCELLED: seat_cancelled';
COMMENT ON TABLE "money_tasks" IS 'Something about money that only a person can settle; the subject opens it once.';
CREATE TABLE "order_facts" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "key" VARCHAR(160) NOT NULL UNIQUE,
    "kind" VARCHAR(40) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" VARCHAR(80) NOT NULL,
    "amount" BIGINT NOT NULL,
    "detail" JSONB NOT NULL,
    "order_id" BIGINT NOT NULL REFERENCES "orders" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_order_facts_order_i_9ca228" ON "order_facts" ("order_id");
COMMENT ON TABLE "order_facts" IS 'One thing that happened to an order; never changed, and its key lets it happen only once.';
CREATE TABLE "order_lines" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "position" INT NOT NULL,
    "description" VARCHAR(250) NOT NULL,
    "quantity" INT NOT NULL,
    "tax_code" VARCHAR(20) NOT NULL,
    "tax_rate" DECIMAL(6,4) NOT NULL,
    "unit_net" BIGINT NOT NULL,
    "unit_tax" BIGINT NOT NULL,
    "net" BIGINT NOT NULL,
    "tax" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL REFERENCES "orders" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_order_lines_order_i_cfcd05" UNIQUE ("order_id", "position")
);
CREATE TABLE "outbox_messages" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "message" VARCHAR(80) NOT NULL,
    "address" VARCHAR(254) NOT NULL,
    "locale" VARCHAR(8) NOT NULL,
    "reason" VARCHAR(200) NOT NULL,
    "context" JSONB NOT NULL,
    "attachments" JSONB NOT NULL,
    "unsubscribe_url" VARCHAR(500) NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "attempts" INT NOT NULL,
    "accepted" INT NOT NULL,
    "message_id" VARCHAR(200) NOT NULL,
    "last_error" VARCHAR(500) NOT NULL,
    "moved_at" TIMESTAMPTZ NOT NULL,
    "moved_by" VARCHAR(120) NOT NULL,
    "moved_because" VARCHAR(300) NOT NULL
);
CREATE INDEX "idx_outbox_mess_status_f76d0a" ON "outbox_messages" ("status", "moved_at");
COMMENT ON COLUMN "outbox_messages"."status" IS 'QUEUED: queued\nSENDING: sending\nSENT: sent\nFAILED: failed\nUNKNOWN: unknown\nKEPT: kept';
COMMENT ON TABLE "outbox_messages" IS 'An e-mail that is to leave at most once for each reason and address.';
CREATE TABLE "payments" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "method" VARCHAR(20) NOT NULL,
    "provider_id" VARCHAR(120) NOT NULL UNIQUE,
    "charge_id" VARCHAR(120) NOT NULL,
    "amount" BIGINT NOT NULL,
    "refund_reserved" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "livemode" BOOL NOT NULL,
    "status" VARCHAR(20) NOT NULL,
    "received_at" TIMESTAMPTZ NOT NULL,
    "card_brand" VARCHAR(20) NOT NULL,
    "card_last4" VARCHAR(4) NOT NULL,
    "card_funding" VARCHAR(10) NOT NULL,
    "payer" VARCHAR(200) NOT NULL,
    "folio" VARCHAR(80) NOT NULL,
    "order_id" BIGINT NOT NULL REFERENCES "orders" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_payments_order_i_b4a5f9" ON "payments" ("order_id");
COMMENT ON COLUMN "payments"."method" IS 'CARD: card\nOXXO: oxxo\nSPEI: spei\nCASH: cash\nTRANSFER: transfer\nCHEQUE: cheque\nCREDIT: credit';
COMMENT ON COLUMN "payments"."status" IS 'SUCCEEDED: succeeded\nPARTLY_REFUNDED: partly_refunded\nREFUNDED: refunded\nDISPUTE_LOST: dispute_lost';
COMMENT ON TABLE "payments" IS 'Money that came in: what Stripe holds for us (one row for one of its objects, ever), what the office or the';
CREATE TABLE "credit_uses" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "amount" BIGINT NOT NULL,
    "returned" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "used_by" VARCHAR(80) NOT NULL,
    "used_at" TIMESTAMPTZ NOT NULL,
    "company_id" BIGINT REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT NOT NULL REFERENCES "orders" ("id") ON DELETE RESTRICT,
    "payment_id" BIGINT NOT NULL REFERENCES "payments" ("id") ON DELETE RESTRICT,
    "source_id" BIGINT NOT NULL REFERENCES "orders" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_credit_uses_payment_c296d8" UNIQUE ("payment_id", "source_id")
);
CREATE INDEX "idx_credit_uses_company_3c5e2a" ON "credit_uses" ("company_id");
CREATE INDEX "idx_credit_uses_order_i_378935" ON "credit_uses" ("order_id");
CREATE INDEX "idx_credit_uses_payment_c627d6" ON "credit_uses" ("payment_id");
CREATE INDEX "idx_credit_uses_source__c1cf93" ON "credit_uses" ("source_id");
COMMENT ON TABLE "credit_uses" IS 'Part of a balance that one order passed on to another; `returned` came back since.';
CREATE TABLE "disputes" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "provider_id" VARCHAR(120) NOT NULL UNIQUE,
    "amount" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "reason" VARCHAR(60) NOT NULL,
    "status" VARCHAR(8) NOT NULL,
    "opened_at" TIMESTAMPTZ NOT NULL,
    "evidence_due_at" TIMESTAMPTZ,
    "closed_at" TIMESTAMPTZ,
    "payment_id" BIGINT NOT NULL REFERENCES "payments" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_disputes_payment_3318e5" ON "disputes" ("payment_id");
COMMENT ON COLUMN "disputes"."status" IS 'OPEN: open\nWON: won\nLOST: lost';
COMMENT ON TABLE "disputes" IS 'A cardholder who complained to the bank; when it is lost, the money leaves the ledger too.';
CREATE TABLE "ledger_transactions" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "key" VARCHAR(120) NOT NULL UNIQUE,
    "kind" VARCHAR(30) NOT NULL,
    "booked_at" TIMESTAMPTZ NOT NULL,
    "description" VARCHAR(250) NOT NULL,
    "order_id" BIGINT NOT NULL REFERENCES "orders" ("id") ON DELETE RESTRICT,
    "payment_id" BIGINT REFERENCES "payments" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_ledger_tran_order_i_3579d1" ON "ledger_transactions" ("order_id");
CREATE INDEX "idx_ledger_tran_payment_a01ea4" ON "ledger_transactions" ("payment_id");
CREATE INDEX "idx_ledger_tran_booked__8c93aa" ON "ledger_transactions" ("booked_at");
COMMENT ON TABLE "ledger_transactions" IS 'One movement of money in the books; its key books it once, its entries sum to zero per currency.';
CREATE TABLE "ledger_entries" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "account" VARCHAR(40) NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "transaction_id" BIGINT NOT NULL REFERENCES "ledger_transactions" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_ledger_entr_transac_57af92" ON "ledger_entries" ("transaction_id");
CREATE INDEX "idx_ledger_entr_account_0d2786" ON "ledger_entries" ("account");
COMMENT ON TABLE "ledger_entries" IS 'One line of a movement: debits are positive, credits negative, in centavos.';
CREATE TABLE "people" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "given_name" VARCHAR(80) NOT NULL,
    "paternal_surname" VARCHAR(80) NOT NULL,
    "maternal_surname" VARCHAR(80) NOT NULL,
    "phone" VARCHAR(16),
    "email" VARCHAR(254),
    "locale" VARCHAR(8) NOT NULL,
    "name_key" VARCHAR(250) NOT NULL,
    "search_key" VARCHAR(600) NOT NULL,
    "sort_key" VARCHAR(300) NOT NULL,
    "revision" INT NOT NULL,
    "merged_into_id" BIGINT REFERENCES "people" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_people_phone_0ac466" ON "people" ("phone");
CREATE INDEX "idx_people_email_6fd812" ON "people" ("email");
CREATE INDEX "idx_people_name_ke_c0a0f6" ON "people" ("name_key");
CREATE INDEX "idx_people_sort_ke_d4e361" ON "people" ("sort_key");
CREATE TABLE "committee_members" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "year" INT NOT NULL,
    "position" VARCHAR(8) NOT NULL,
    "committee_id" BIGINT NOT NULL REFERENCES "committees" ("id") ON DELETE RESTRICT,
    "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "committee_members"."position" IS 'CHAIR: chair\nMEMBER: member';
COMMENT ON TABLE "committee_members" IS 'A person''s seat in a committee for one year; committees are renewed every year.';
CREATE TABLE "employments" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "employee_number" VARCHAR(20) NOT NULL,
    "number_key" VARCHAR(20) NOT NULL,
    "verified_by" VARCHAR(12) NOT NULL,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE,
    "phone" VARCHAR(16),
    "email" VARCHAR(254),
    "company_id" BIGINT NOT NULL REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_employments_company_0a70c0" ON "employments" ("company_id", "number_key");
COMMENT ON COLUMN "employments"."verified_by" IS 'NOBODY: \nDIRECTORY: directory\nCOORDINATOR: coordinator\nDOMAIN: domain';
COMMENT ON TABLE "employments" IS 'A person''s number in a company, from a day and, once it ended, until a day (both included).';
CREATE TABLE "product_keys" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "product" VARCHAR(40) NOT NULL,
    "tax_code" VARCHAR(20) NOT NULL,
    "product_key" VARCHAR(8) NOT NULL,
    "unit_key" VARCHAR(3) NOT NULL,
    "object_of_tax" VARCHAR(2) NOT NULL,
    "factor" VARCHAR(6) NOT NULL,
    "changed_by" VARCHAR(80) NOT NULL,
    "changed_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_product_key_product_9031da" UNIQUE ("product", "tax_code")
);
COMMENT ON TABLE "product_keys" IS 'The SAT keys under which a kind of product is invoiced, where the office chose others than the usual ones.';
CREATE TABLE "rate_counters" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "key_hash" VARCHAR(64) NOT NULL,
    "window_start" TIMESTAMPTZ NOT NULL,
    "hits" INT NOT NULL,
    "earlier" INT NOT NULL,
    "admitted" BOOL NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX "idx_rate_counte_expires_d91461" ON "rate_counters" ("expires_at");
COMMENT ON TABLE "rate_counters" IS 'How often a hashed key was used in the present window and in the one before it; holds no personal data.';
CREATE TABLE "scans" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "client_id" UUID NOT NULL,
    "place" VARCHAR(40) NOT NULL,
    "sequence" BIGINT NOT NULL,
    "code_hash" VARCHAR(64) NOT NULL,
    "credential" VARCHAR(60) NOT NULL,
    "method" VARCHAR(6) NOT NULL,
    "direction" VARCHAR(4) NOT NULL,
    "device_time" TIMESTAMPTZ NOT NULL,
    "clock_offset" DOUBLE PRECISION NOT NULL,
    "happened_at" TIMESTAMPTZ NOT NULL,
    "received_at" TIMESTAMPTZ NOT NULL,
    "verdict" VARCHAR(16) NOT NULL,
    "because" VARCHAR(200) NOT NULL,
    "answer" JSONB NOT NULL,
    "quarantined" BOOL NOT NULL,
    "device_id" BIGINT NOT NULL REFERENCES "devices" ("id") ON DELETE RESTRICT,
    "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE RESTRICT,
    "gate_id" BIGINT NOT NULL REFERENCES "gates" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_scans_event_i_36515c" ON "scans" ("event_id", "id");
CREATE INDEX "idx_scans_credent_152b12" ON "scans" ("credential", "place");
COMMENT ON COLUMN "scans"."method" IS 'CODE: code\nHAND: hand';
COMMENT ON COLUMN "scans"."direction" IS 'IN: in\nOUT: out';
COMMENT ON COLUMN "scans"."verdict" IS 'ADMITTED: admitted\nALREADY_INSIDE: already_inside\nEXITED: exited\nNOT_INSIDE: not_inside\nCANCELLED: cancelled\nUNPAID: unpaid\nUNAPPROVED: unapproved\nWRONG_TYPE: wrong_type\nTOO_EARLY: too_early\nTOO_LATE: too_late\nREVOKED: revoked\nSUSPENDED: suspended\nOFF_ROSTER: off_roster\nUNKNOWN: unknown';
COMMENT ON TABLE "scans" IS 'One reading, never changed; a quarantined one waits for the supervisor.';
CREATE TABLE "scan_reviews" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "decision" VARCHAR(10) NOT NULL,
    "decided_by" VARCHAR(120) NOT NULL,
    "decided_at" TIMESTAMPTZ NOT NULL,
    "note" VARCHAR(200) NOT NULL,
    "scan_id" BIGINT NOT NULL UNIQUE REFERENCES "scans" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "scan_reviews"."decision" IS 'COUNTED: counted\nDISMISSED: dismissed';
COMMENT ON TABLE "scan_reviews" IS 'What a supervisor decided about a quarantined reading or a conflict, so that it stops waiting; never changed.';
CREATE TABLE "scan_undos" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "undone_by" VARCHAR(120) NOT NULL,
    "undone_at" TIMESTAMPTZ NOT NULL,
    "reason" VARCHAR(200) NOT NULL,
    "scan_id" BIGINT NOT NULL UNIQUE REFERENCES "scans" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scan_undos" IS 'A supervisor took an admission back: an entry of its own, so that the log only grows.';
CREATE TABLE "standing_changes" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "standing" VARCHAR(10) NOT NULL,
    "since" DATE NOT NULL,
    "until" DATE,
    "reason" VARCHAR(300) NOT NULL,
    "actor" VARCHAR(60) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "company_id" BIGINT NOT NULL REFERENCES "companies" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_standing_ch_company_f4f6f0" ON "standing_changes" ("company_id", "at");
COMMENT ON COLUMN "standing_changes"."standing" IS 'GOOD: good\nSUSPENDED: suspended';
COMMENT ON TABLE "standing_changes" IS 'One decision on a company''s standing, with its dates, its reason and who took it; never edited.';
CREATE TABLE "stored_files" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(40) NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "content_type" VARCHAR(100) NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "path" VARCHAR(200) NOT NULL UNIQUE
);
CREATE INDEX "idx_stored_file_kind_c95dc2" ON "stored_files" ("kind");
CREATE INDEX "idx_stored_file_sha256_b3aa0f" ON "stored_files" ("sha256");
COMMENT ON TABLE "stored_files" IS 'A file in the object store: what it is, how long it is, and the digest of its content.';
CREATE TABLE "bank_statements" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "account" VARCHAR(60) NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "imported_by" VARCHAR(80) NOT NULL,
    "imported_at" TIMESTAMPTZ NOT NULL,
    "first_day" DATE,
    "last_day" DATE,
    "file_id" BIGINT NOT NULL REFERENCES "stored_files" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "bank_statements" IS 'A file of the bank as the office uploaded it.';
CREATE TABLE "bank_lines" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "position" INT NOT NULL,
    "day" DATE NOT NULL,
    "description" VARCHAR(300) NOT NULL,
    "reference" VARCHAR(80) NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "line_hash" VARCHAR(64) NOT NULL UNIQUE,
    "status" VARCHAR(10) NOT NULL,
    "because" VARCHAR(300) NOT NULL,
    "decided_by" VARCHAR(80) NOT NULL,
    "decided_at" TIMESTAMPTZ,
    "order_id" BIGINT REFERENCES "orders" ("id") ON DELETE RESTRICT,
    "payment_id" BIGINT  UNIQUE REFERENCES "payments" ("id") ON DELETE RESTRICT,
    "statement_id" BIGINT NOT NULL REFERENCES "bank_statements" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_bank_lines_stateme_49c691" ON "bank_lines" ("statement_id");
CREATE INDEX "idx_bank_lines_status_517a31" ON "bank_lines" ("status", "day");
COMMENT ON COLUMN "bank_lines"."status" IS 'NEW: new\nBOOKED: booked\nAMBIGUOUS: ambiguous\nUNMATCHED: unmatched\nIGNORED: ignored';
COMMENT ON TABLE "bank_lines" IS 'One movement of the bank; the digest of its content lets it in once, from whichever file.';
CREATE TABLE "invoice_exports" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "issuer" VARCHAR(20) NOT NULL,
    "documents" INT NOT NULL,
    "month" VARCHAR(7) NOT NULL,
    "exchange_rate" DECIMAL(12,6),
    "made_by" VARCHAR(80) NOT NULL,
    "made_at" TIMESTAMPTZ NOT NULL,
    "file_id" BIGINT NOT NULL REFERENCES "stored_files" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "invoice_exports" IS 'A file that was handed to the accountant; kept, so that it can be fetched again as it was.';
CREATE TABLE "invoice_requests" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "folio" VARCHAR(20) NOT NULL UNIQUE,
    "kind" VARCHAR(12) NOT NULL,
    "cause" VARCHAR(120) NOT NULL,
    "month" VARCHAR(7) NOT NULL,
    "rfc" VARCHAR(13) NOT NULL,
    "legal_name" VARCHAR(300) NOT NULL,
    "postal_code" VARCHAR(5) NOT NULL,
    "regime" VARCHAR(3) NOT NULL,
    "cfdi_use" VARCHAR(4) NOT NULL,
    "email_xml" VARCHAR(254) NOT NULL,
    "purchase_order" VARCHAR(60) NOT NULL,
    "is_foreign" BOOL NOT NULL,
    "tax_residence" VARCHAR(3) NOT NULL,
    "tax_id" VARCHAR(40) NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "net" BIGINT NOT NULL,
    "tax" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "before_payment" BOOL NOT NULL,
    "payment_method" VARCHAR(3) NOT NULL,
    "payment_form" VARCHAR(2) NOT NULL,
    "instalment" INT NOT NULL,
    "balance_before" BIGINT NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "reason" VARCHAR(300) NOT NULL,
    "requested_by" VARCHAR(80) NOT NULL,
    "requested_at" TIMESTAMPTZ NOT NULL,
    "exported_at" TIMESTAMPTZ,
    "stamped_at" TIMESTAMPTZ,
    "cancelled_at" TIMESTAMPTZ,
    "uuid" VARCHAR(36)  UNIQUE,
    "export_id" BIGINT REFERENCES "invoice_exports" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT REFERENCES "orders" ("id") ON DELETE RESTRICT,
    "parent_id" BIGINT REFERENCES "invoice_requests" ("id") ON DELETE RESTRICT,
    "payment_id" BIGINT REFERENCES "payments" ("id") ON DELETE RESTRICT,
    "pdf_id" BIGINT REFERENCES "stored_files" ("id") ON DELETE RESTRICT,
    "xml_id" BIGINT REFERENCES "stored_files" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_invoice_req_export__6351af" ON "invoice_requests" ("export_id");
CREATE INDEX "idx_invoice_req_order_i_dae69f" ON "invoice_requests" ("order_id");
CREATE INDEX "idx_invoice_req_parent__da195f" ON "invoice_requests" ("parent_id");
CREATE INDEX "idx_invoice_req_status_df421e" ON "invoice_requests" ("status", "requested_at");
COMMENT ON COLUMN "invoice_requests"."kind" IS 'INCOME: income\nCREDIT_NOTE: credit_note\nPAYMENT: payment\nGLOBAL: global';
COMMENT ON COLUMN "invoice_requests"."status" IS 'REQUESTED: requested\nEXPORTED: exported\nSTAMPED: stamped\nCANCELLED: cancelled';
COMMENT ON TABLE "invoice_requests" IS 'One fiscal document that is owed, with the receiver''s data as they were when it was asked for.';
CREATE TABLE "global_sales" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "invoice_id" BIGINT NOT NULL REFERENCES "invoice_requests" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT NOT NULL UNIQUE REFERENCES "orders" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_global_sale_invoice_70fc64" ON "global_sales" ("invoice_id");
COMMENT ON TABLE "global_sales" IS 'An order that a month''s global invoice covers, so that no sale is invoiced twice.';
CREATE TABLE "office_payments" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "method" VARCHAR(10) NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "received_on" DATE NOT NULL,
    "payer" VARCHAR(200) NOT NULL,
    "folio" VARCHAR(80) NOT NULL,
    "note" VARCHAR(300) NOT NULL,
    "two_people_over" BIGINT NOT NULL,
    "alone_before" BIGINT NOT NULL,
    "recorded_by" VARCHAR(80) NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "decided_by" VARCHAR(80) NOT NULL,
    "decided_at" TIMESTAMPTZ,
    "reason" VARCHAR(300) NOT NULL,
    "key" VARCHAR(120) NOT NULL UNIQUE,
    "evidence_id" BIGINT REFERENCES "stored_files" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT NOT NULL REFERENCES "orders" ("id") ON DELETE RESTRICT,
    "payment_id" BIGINT  UNIQUE REFERENCES "payments" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_office_paym_order_i_6bc199" ON "office_payments" ("order_id");
CREATE INDEX "idx_office_paym_status_8902e1" ON "office_payments" ("status", "recorded_at");
COMMENT ON COLUMN "office_payments"."method" IS 'CASH: cash\nTRANSFER: transfer\nCHEQUE: cheque';
COMMENT ON COLUMN "office_payments"."status" IS 'WAITING: waiting\nBOOKED: booked\nREFUSED: refused';
COMMENT ON TABLE "office_payments" IS 'Money received at the office; above the limit of that day a second person has to agree before it counts.';
CREATE TABLE "stamped_xmls" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "uuid" VARCHAR(36) NOT NULL UNIQUE,
    "letter" VARCHAR(1) NOT NULL,
    "issuer_rfc" VARCHAR(13) NOT NULL,
    "rfc" VARCHAR(13) NOT NULL,
    "name" VARCHAR(300) NOT NULL,
    "total" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "words" VARCHAR(2000) NOT NULL,
    "related" VARCHAR(800) NOT NULL,
    "verdict" VARCHAR(10) NOT NULL,
    "because" VARCHAR(40) NOT NULL,
    "uploaded_by" VARCHAR(80) NOT NULL,
    "uploaded_at" TIMESTAMPTZ NOT NULL,
    "settled_by" VARCHAR(80) NOT NULL,
    "settled_at" TIMESTAMPTZ,
    "note" VARCHAR(300) NOT NULL,
    "file_id" BIGINT NOT NULL REFERENCES "stored_files" ("id") ON DELETE RESTRICT,
    "invoice_id" BIGINT  UNIQUE REFERENCES "invoice_requests" ("id") ON DELETE RESTRICT,
    "pdf_id" BIGINT REFERENCES "stored_files" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "stamped_xmls"."verdict" IS 'MATCHED: matched\nAMBIGUOUS: ambiguous\nUNKNOWN: unknown\nSET_ASIDE: set_aside';
COMMENT ON TABLE "stamped_xmls" IS 'A stamped XML as the accountant sent it back; each UUID is kept once, whatever it was matched with.';
CREATE TABLE "stripe_calls" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "key" VARCHAR(120) NOT NULL UNIQUE,
    "kind" VARCHAR(40) NOT NULL,
    "body" JSONB NOT NULL,
    "body_hash" VARCHAR(64) NOT NULL,
    "status" VARCHAR(12) NOT NULL,
    "answer_id" VARCHAR(120) NOT NULL,
    "error" VARCHAR(300) NOT NULL,
    "started_at" TIMESTAMPTZ NOT NULL,
    "answered_at" TIMESTAMPTZ,
    "order_id" BIGINT REFERENCES "orders" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_stripe_call_order_i_663af6" ON "stripe_calls" ("order_id");
COMMENT ON COLUMN "stripe_calls"."status" IS 'STARTED: started\nANSWERED: answered\nREFUSED: refused\nUNKNOWN: unknown';
COMMENT ON TABLE "stripe_calls" IS 'A request to Stripe, written down with its own idempotency key before it leaves the house.';
CREATE TABLE "checkout_attempts" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT NOT NULL,
    "session_id" VARCHAR(120)  UNIQUE,
    "url" TEXT NOT NULL,
    "status" VARCHAR(12) NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "call_id" BIGINT NOT NULL UNIQUE REFERENCES "stripe_calls" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT NOT NULL REFERENCES "orders" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_checkout_at_order_i_dbfb19" UNIQUE ("order_id", "number")
);
COMMENT ON COLUMN "checkout_attempts"."status" IS 'CALLING: calling\nOPEN: open\nCOMPLETE: complete\nEXPIRED: expired\nREFUSED: refused';
COMMENT ON TABLE "checkout_attempts" IS 'One try to pay an order on Stripe''s page: at most one is alive at a time.';
CREATE TABLE "refunds" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "method" VARCHAR(20) NOT NULL,
    "provider_id" VARCHAR(120)  UNIQUE,
    "key" VARCHAR(120)  UNIQUE,
    "amount" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "reason" VARCHAR(300) NOT NULL,
    "requested_by" VARCHAR(80) NOT NULL,
    "requested_at" TIMESTAMPTZ NOT NULL,
    "two_people_over" BIGINT,
    "alone_before" BIGINT NOT NULL,
    "approved_by" VARCHAR(80) NOT NULL,
    "approved_at" TIMESTAMPTZ,
    "sent_by" VARCHAR(80) NOT NULL,
    "sent_from" VARCHAR(20) NOT NULL,
    "sent_as" VARCHAR(10) NOT NULL,
    "folio" VARCHAR(80) NOT NULL,
    "status" VARCHAR(12) NOT NULL,
    "settled_at" TIMESTAMPTZ,
    "error" VARCHAR(300) NOT NULL,
    "call_id" BIGINT REFERENCES "stripe_calls" ("id") ON DELETE RESTRICT,
    "evidence_id" BIGINT REFERENCES "stored_files" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT NOT NULL REFERENCES "orders" ("id") ON DELETE RESTRICT,
    "payment_id" BIGINT NOT NULL REFERENCES "payments" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_refunds_order_i_83dc7c" ON "refunds" ("order_id");
CREATE INDEX "idx_refunds_payment_7629c5" ON "refunds" ("payment_id");
COMMENT ON COLUMN "refunds"."kind" IS 'STRIPE: stripe\nMANUAL: manual\nEXTERNAL: external\nCREDIT: credit';
COMMENT ON COLUMN "refunds"."method" IS 'CARD: card\nOXXO: oxxo\nSPEI: spei\nCASH: cash\nTRANSFER: transfer\nCHEQUE: cheque\nCREDIT: credit';
COMMENT ON COLUMN "refunds"."status" IS 'REQUESTED: requested\nPENDING: pending\nSUCCEEDED: succeeded\nFAILED: failed\nCANCELLED: cancelled';
CREATE TABLE "stripe_customers" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "customer_id" VARCHAR(120)  UNIQUE,
    "clabe" VARCHAR(18) NOT NULL,
    "bank_name" VARCHAR(80) NOT NULL,
    "call_id" BIGINT REFERENCES "stripe_calls" ("id") ON DELETE RESTRICT,
    "company_id" BIGINT NOT NULL UNIQUE REFERENCES "companies" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "stripe_customers" IS 'A company as Stripe knows it, with the CLABE that is its own for good.';
CREATE TABLE "stripe_events" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "event_id" VARCHAR(120) NOT NULL UNIQUE,
    "type" VARCHAR(80) NOT NULL,
    "object_id" VARCHAR(120) NOT NULL,
    "livemode" BOOL NOT NULL,
    "payload" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "attempts" INT NOT NULL,
    "handled_at" TIMESTAMPTZ,
    "note" VARCHAR(300) NOT NULL
);
CREATE INDEX "idx_stripe_even_status_8a7264" ON "stripe_events" ("status", "received_at");
COMMENT ON COLUMN "stripe_events"."status" IS 'RECEIVED: received\nHANDLED: handled\nKEPT: kept\nFAILED: failed';
COMMENT ON TABLE "stripe_events" IS 'A webhook, stored under Stripe''s own id before anything is done about it.';
CREATE TABLE "substitutions" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "registration_id" BIGINT NOT NULL,
    "actor" VARCHAR(60) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "new_person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
    "old_person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_substitutio_registr_6532fc" ON "substitutions" ("registration_id");
COMMENT ON TABLE "substitutions" IS 'One name exchanged for another on a seat; never edited.';
CREATE TABLE "tax_rules" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "code" VARCHAR(20) NOT NULL,
    "rate" DECIMAL(6,4) NOT NULL,
    "name_es" VARCHAR(120) NOT NULL,
    "name_en" VARCHAR(120) NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "fallback_code" VARCHAR(20) NOT NULL,
    CONSTRAINT "uid_tax_rules_code_87d0f4" UNIQUE ("code", "valid_from")
);
COMMENT ON TABLE "tax_rules" IS 'A rate of IVA with the days on which it holds; afterwards the fallback code applies.';
CREATE TABLE "ticket_types" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name_es" VARCHAR(80) NOT NULL,
    "name_en" VARCHAR(80) NOT NULL,
    "quota" INT,
    "taken" INT NOT NULL,
    "position" INT NOT NULL,
    "valid_from" TIMESTAMPTZ,
    "valid_until" TIMESTAMPTZ,
    "sessions" JSONB NOT NULL,
    "max_companions" INT NOT NULL,
    "asks" JSONB NOT NULL,
    "tax_code" VARCHAR(16) NOT NULL,
    "on_sale" BOOL NOT NULL,
    "group_from" INT,
    "group_percent" INT NOT NULL,
    "needs_approval" BOOL NOT NULL,
    "pay_within_days" INT NOT NULL,
    "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "ticket_types" IS '`sessions` lists agenda session ids; empty admits to the whole event. `asks` names what the form asks.';
CREATE TABLE "golf_tournaments" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "format" VARCHAR(12) NOT NULL,
    "net" BOOL NOT NULL,
    "holes" JSONB NOT NULL,
    "slope" INT NOT NULL,
    "rating" DECIMAL(4,1) NOT NULL,
    "allowances" JSONB NOT NULL,
    "team_size" INT NOT NULL,
    "team_cap" INT,
    "min_index_sum" INT,
    "max_index" DECIMAL(3,1),
    "countback" JSONB NOT NULL,
    "countback_half_up" BOOL NOT NULL,
    "places" INT NOT NULL,
    "taken" INT NOT NULL,
    "revision" INT NOT NULL,
    "groups_per_hole" INT NOT NULL,
    "shotgun_at" TIMESTAMPTZ,
    "scores_closed_at" TIMESTAMPTZ,
    "goal_amount" BIGINT NOT NULL,
    "scholarship_amount" BIGINT NOT NULL,
    "event_id" BIGINT NOT NULL UNIQUE REFERENCES "events" ("id") ON DELETE RESTRICT,
    "ticket_type_id" BIGINT REFERENCES "ticket_types" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "golf_tournaments"."format" IS 'STROKE: stroke\nSTABLEFORD: stableford\nSKINS: skins';
COMMENT ON TABLE "golf_tournaments" IS 'What makes an event a golf tournament. `holes` is a list of {\"par\", \"stroke_index\"} in the order of the card.';
CREATE TABLE "golf_extras" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "name_es" VARCHAR(80) NOT NULL,
    "name_en" VARCHAR(80) NOT NULL,
    "net_amount" BIGINT NOT NULL,
    "tax_code" VARCHAR(16) NOT NULL,
    "quota" INT,
    "taken" INT NOT NULL,
    "per_team" INT NOT NULL,
    "last_number" INT NOT NULL,
    "on_sale" BOOL NOT NULL,
    "tournament_id" BIGINT NOT NULL REFERENCES "golf_tournaments" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "golf_extras"."kind" IS 'MULLIGAN: mulligan\nRAFFLE: raffle\nOTHER: other';
COMMENT ON TABLE "golf_extras" IS 'Something that teams buy besides their place. `quota` null is without limit; `per_team` how many one may buy.';
CREATE TABLE "golf_sponsors" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "level" VARCHAR(12) NOT NULL,
    "hole" INT,
    "name" VARCHAR(120) NOT NULL,
    "contact_email" VARCHAR(254) NOT NULL,
    "net_amount" BIGINT NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "ended_at" TIMESTAMPTZ,
    "company_id" BIGINT REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "logo_id" BIGINT REFERENCES "stored_files" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT REFERENCES "orders" ("id") ON DELETE RESTRICT,
    "tournament_id" BIGINT NOT NULL REFERENCES "golf_tournaments" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "golf_sponsors"."level" IS 'PRESENTING: presenting\nGOLD: gold\nSILVER: silver\nHOLE: hole\nFRIEND: friend';
COMMENT ON COLUMN "golf_sponsors"."status" IS 'HELD: held\nCONFIRMED: confirmed\nWITHDRAWN: withdrawn\nEXPIRED: expired';
COMMENT ON TABLE "golf_sponsors" IS 'Who gives, at which level, and the hole that carries the name. `net_amount` is centavos before tax.';
CREATE TABLE "golf_teams" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "name_key" VARCHAR(120) NOT NULL,
    "captain_name" VARCHAR(150) NOT NULL,
    "captain_phone" VARCHAR(16) NOT NULL,
    "captain_email" VARCHAR(254) NOT NULL,
    "locale" VARCHAR(8) NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "hold_expires_at" TIMESTAMPTZ,
    "confirmed_at" TIMESTAMPTZ,
    "ended_at" TIMESTAMPTZ,
    "end_reason" VARCHAR(300) NOT NULL,
    "registered_by" VARCHAR(80) NOT NULL,
    "start_hole" INT,
    "start_wave" VARCHAR(1) NOT NULL,
    "rotation" INT NOT NULL,
    "link_hash" VARCHAR(64) NOT NULL UNIQUE,
    "company_id" BIGINT REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT REFERENCES "orders" ("id") ON DELETE RESTRICT,
    "tournament_id" BIGINT NOT NULL REFERENCES "golf_tournaments" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_golf_teams_tournam_fdd292" ON "golf_teams" ("tournament_id", "status");
CREATE INDEX "idx_golf_teams_hold_ex_cac54a" ON "golf_teams" ("hold_expires_at");
COMMENT ON COLUMN "golf_teams"."status" IS 'HELD: held\nCONFIRMED: confirmed\nWITHDRAWN: withdrawn\nEXPIRED: expired';
COMMENT ON TABLE "golf_teams" IS 'A group that plays one card. Its phone''s page is a secret link made from id and rotation, found by its hash.';
CREATE TABLE "golf_players" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "position" INT NOT NULL,
    "name" VARCHAR(150) NOT NULL,
    "handicap_index" DECIMAL(3,1) NOT NULL,
    "person_id" BIGINT REFERENCES "people" ("id") ON DELETE RESTRICT,
    "team_id" BIGINT NOT NULL REFERENCES "golf_teams" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_golf_player_team_id_613f35" UNIQUE ("team_id", "position")
);
COMMENT ON TABLE "golf_players" IS 'A player of a team; `handicap_index` is the one declared, negative for a plus handicap.';
CREATE TABLE "golf_prizes" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(8) NOT NULL,
    "hole" INT NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "winner_name" VARCHAR(150) NOT NULL,
    "distance_cm" INT,
    "tournament_id" BIGINT NOT NULL REFERENCES "golf_tournaments" ("id") ON DELETE RESTRICT,
    "winner_team_id" BIGINT REFERENCES "golf_teams" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "golf_prizes"."kind" IS 'OYES: oyes\nDRIVE: drive';
COMMENT ON TABLE "golf_prizes" IS 'An O''Yes or a longest drive on a hole; the best mark so far, in centimetres, and whose it is.';
CREATE TABLE "golf_sales" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "quantity" INT NOT NULL,
    "first_number" INT,
    "status" VARCHAR(10) NOT NULL,
    "hold_expires_at" TIMESTAMPTZ,
    "extra_id" BIGINT NOT NULL REFERENCES "golf_extras" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT REFERENCES "orders" ("id") ON DELETE RESTRICT,
    "team_id" BIGINT NOT NULL REFERENCES "golf_teams" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_golf_sales_extra_i_57b1cf" ON "golf_sales" ("extra_id", "status");
COMMENT ON COLUMN "golf_sales"."status" IS 'HELD: held\nCONFIRMED: confirmed\nWITHDRAWN: withdrawn\nEXPIRED: expired';
COMMENT ON TABLE "golf_sales" IS 'Extras bought by a team; raffle tickets get their numbers, `first_number` on, when they are paid.';
CREATE TABLE "golf_scores" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "hole" INT NOT NULL,
    "side" VARCHAR(10) NOT NULL,
    "strokes" INT,
    "client_id" VARCHAR(64) NOT NULL UNIQUE,
    "made_at" TIMESTAMPTZ NOT NULL,
    "said_by" VARCHAR(80) NOT NULL,
    "team_id" BIGINT NOT NULL REFERENCES "golf_teams" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_golf_scores_team_id_725f0d" ON "golf_scores" ("team_id", "hole");
COMMENT ON COLUMN "golf_scores"."side" IS 'OWN: own\nMARKER: marker\nCOMMITTEE: committee';
COMMENT ON TABLE "golf_scores" IS 'Somebody said how many strokes a team took on a hole; never changed, the newest of each side counts.';
CREATE TABLE "prices" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "audience" VARCHAR(12) NOT NULL,
    "net_amount" INT NOT NULL,
    "starts_at" TIMESTAMPTZ,
    "ends_at" TIMESTAMPTZ,
    "ticket_type_id" BIGINT NOT NULL REFERENCES "ticket_types" ("id") ON DELETE CASCADE
);
COMMENT ON COLUMN "prices"."audience" IS 'REGULAR: regular\nASSOCIATE: associate\nMEMBER: member\nPUBLIC: public';
COMMENT ON TABLE "prices" IS 'A net amount in centavos for one audience, for all the time or between two moments (early bird).';
CREATE TABLE "questions" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "key" VARCHAR(12) NOT NULL,
    "kind" VARCHAR(20) NOT NULL,
    "label_es" VARCHAR(200) NOT NULL,
    "label_en" VARCHAR(200) NOT NULL,
    "hint_es" VARCHAR(300) NOT NULL,
    "hint_en" VARCHAR(300) NOT NULL,
    "required" BOOL NOT NULL,
    "options" JSONB NOT NULL,
    "settings" JSONB NOT NULL,
    "condition" JSONB NOT NULL,
    "position" INT NOT NULL,
    "per" VARCHAR(8) NOT NULL,
    "retired_at" TIMESTAMPTZ,
    "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE CASCADE,
    "replaces_id" BIGINT REFERENCES "questions" ("id") ON DELETE RESTRICT,
    "ticket_type_id" BIGINT REFERENCES "ticket_types" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_questions_event_i_34a3d7" ON "questions" ("event_id", "position");
COMMENT ON COLUMN "questions"."per" IS 'ORDER: order\nTICKET: ticket';
COMMENT ON TABLE "questions" IS 'What an event asks; one that was answered is retired when edited, and its next version has the same `key`.';
CREATE TABLE "sheet_uploads" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "token" VARCHAR(64) NOT NULL UNIQUE,
    "filename" VARCHAR(200) NOT NULL,
    "content_hash" VARCHAR(64) NOT NULL,
    "headers" JSONB NOT NULL,
    "columns" JSONB NOT NULL,
    "status" VARCHAR(12) NOT NULL,
    "total" INT NOT NULL,
    "progress" INT NOT NULL,
    "uploaded_by" VARCHAR(60) NOT NULL,
    "uploaded_at" TIMESTAMPTZ NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "company_id" BIGINT NOT NULL REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE RESTRICT,
    "ticket_type_id" BIGINT REFERENCES "ticket_types" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_sheet_uploa_event_i_fd0b96" ON "sheet_uploads" ("event_id", "company_id");
COMMENT ON COLUMN "sheet_uploads"."status" IS 'REVIEW: review\nCONFIRMING: confirming\nDONE: done\nDISCARDED: discarded';
COMMENT ON TABLE "sheet_uploads" IS 'A company''s list for one event: what it said, the columns chosen, and how far its confirmation is.';
CREATE TABLE "registration_groups" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "status" VARCHAR(12) NOT NULL,
    "policy" JSONB NOT NULL,
    "substitutions_until" TIMESTAMPTZ,
    "hold_expires_at" TIMESTAMPTZ,
    "created_by" VARCHAR(60) NOT NULL,
    "opened_at" TIMESTAMPTZ NOT NULL,
    "ended_at" TIMESTAMPTZ,
    "end_reason" VARCHAR(300) NOT NULL,
    "company_id" BIGINT NOT NULL REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT REFERENCES "orders" ("id") ON DELETE RESTRICT,
    "upload_id" BIGINT REFERENCES "sheet_uploads" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_registratio_event_i_3a7d0e" ON "registration_groups" ("event_id", "company_id");
CREATE INDEX "idx_registratio_status_853f0c" ON "registration_groups" ("status", "hold_expires_at");
COMMENT ON COLUMN "registration_groups"."status" IS 'DRAFT: draft\nHELD: held\nCONFIRMED: confirmed\nCANCELLED: cancelled\nEXPIRED: expired';
COMMENT ON TABLE "registration_groups" IS 'People of one company at one event under one order; `policy` is what its buyers were promised, frozen.';
CREATE TABLE "registrations" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "status" VARCHAR(12) NOT NULL,
    "folio" VARCHAR(16) NOT NULL,
    "code_hash" VARCHAR(64) NOT NULL UNIQUE,
    "rotation" INT NOT NULL,
    "key_version" INT NOT NULL,
    "seats" INT NOT NULL,
    "companions" INT NOT NULL,
    "diet" VARCHAR(200) NOT NULL,
    "accessibility" VARCHAR(200) NOT NULL,
    "audience" VARCHAR(12) NOT NULL,
    "verified_by" VARCHAR(12) NOT NULL,
    "unit_net" BIGINT NOT NULL,
    "list_net" BIGINT,
    "tax" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "hold_expires_at" TIMESTAMPTZ,
    "confirmed_at" TIMESTAMPTZ,
    "ended_at" TIMESTAMPTZ,
    "cancel_requested_at" TIMESTAMPTZ,
    "cancel_reason" VARCHAR(300) NOT NULL,
    "name_correction" JSONB,
    "policy" JSONB,
    "source" VARCHAR(12) NOT NULL,
    "locale" VARCHAR(8) NOT NULL,
    "company_id" BIGINT REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE RESTRICT,
    "group_id" BIGINT REFERENCES "registration_groups" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT REFERENCES "orders" ("id") ON DELETE RESTRICT,
    "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
    "ticket_type_id" BIGINT NOT NULL REFERENCES "ticket_types" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_registratio_event_i_97f1e8" UNIQUE ("event_id", "folio")
);
CREATE INDEX "idx_registratio_event_i_97c853" ON "registrations" ("event_id", "status");
CREATE INDEX "idx_registratio_hold_ex_333241" ON "registrations" ("hold_expires_at");
CREATE INDEX "idx_registratio_person__a35e5d" ON "registrations" ("person_id");
CREATE INDEX "idx_registratio_group_i_688666" ON "registrations" ("group_id");
CREATE INDEX "idx_registratio_company_fed9a0" ON "registrations" ("company_id");
COMMENT ON COLUMN "registrations"."status" IS 'REQUESTED: requested\nHELD: held\nCONFIRMED: confirmed\nCANCELLED: cancelled\nEXPIRED: expired';
COMMENT ON COLUMN "registrations"."verified_by" IS 'NOBODY: \nDIRECTORY: directory\nCOORDINATOR: coordinator\nDOMAIN: domain';
COMMENT ON COLUMN "registrations"."source" IS 'PAGE: page\nAPI: api\nOFFICE: office\nCOORDINATOR: coordinator';
CREATE TABLE "answers" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "value" JSONB NOT NULL,
    "answered_at" TIMESTAMPTZ NOT NULL,
    "file_id" BIGINT REFERENCES "stored_files" ("id") ON DELETE RESTRICT,
    "group_id" BIGINT REFERENCES "registration_groups" ("id") ON DELETE CASCADE,
    "question_id" BIGINT NOT NULL REFERENCES "questions" ("id") ON DELETE RESTRICT,
    "registration_id" BIGINT REFERENCES "registrations" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_answers_registr_c7dcfc" UNIQUE ("registration_id", "question_id"),
    CONSTRAINT "uid_answers_group_i_1ad073" UNIQUE ("group_id", "question_id")
);
COMMENT ON TABLE "answers" IS 'One person''s answer, or the answer that a group gave once for all its people.';
CREATE TABLE "approvals" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "decide_by" TIMESTAMPTZ NOT NULL,
    "decided_by" VARCHAR(60) NOT NULL,
    "decided_at" TIMESTAMPTZ,
    "reason" VARCHAR(300) NOT NULL,
    "reminded_at" TIMESTAMPTZ,
    "registration_id" BIGINT NOT NULL REFERENCES "registrations" ("id") ON DELETE CASCADE
);
COMMENT ON COLUMN "approvals"."status" IS 'WAITING: waiting\nAPPROVED: approved\nDECLINED: declined\nLAPSED: lapsed\nWITHDRAWN: withdrawn';
COMMENT ON TABLE "approvals" IS 'The organiser''s decision on one registration that asked for a seat.';
CREATE TABLE "benefit_uses" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "year" INT NOT NULL,
    "used_at" TIMESTAMPTZ NOT NULL,
    "returned_at" TIMESTAMPTZ,
    "benefit_id" BIGINT NOT NULL REFERENCES "benefits" ("id") ON DELETE RESTRICT,
    "company_id" BIGINT NOT NULL REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "registration_id" BIGINT NOT NULL REFERENCES "registrations" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_benefit_use_company_b2e8df" ON "benefit_uses" ("company_id", "year");
COMMENT ON TABLE "benefit_uses" IS 'One seat without cost that a company used; a seat given back is returned to the year it came from.';
CREATE TABLE "company_requests" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "hold_until" TIMESTAMPTZ NOT NULL,
    "asked_at" TIMESTAMPTZ NOT NULL,
    "decided_by" VARCHAR(60) NOT NULL,
    "decided_at" TIMESTAMPTZ,
    "reason" VARCHAR(300) NOT NULL,
    "reminded_at" TIMESTAMPTZ,
    "company_id" BIGINT NOT NULL REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "registration_id" BIGINT NOT NULL REFERENCES "registrations" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_company_req_company_5e5a71" ON "company_requests" ("company_id", "status");
COMMENT ON COLUMN "company_requests"."status" IS 'WAITING: waiting\nAPPROVED: approved\nDECLINED: declined\nLAPSED: lapsed\nWITHDRAWN: withdrawn';
COMMENT ON TABLE "company_requests" IS 'An employee registered alone and asks the company to pay; the seat waits for its answer.';
CREATE TABLE "sheet_rows" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT NOT NULL,
    "cells" JSONB NOT NULL,
    "mended" JSONB NOT NULL,
    "left_out" BOOL NOT NULL,
    "verdict" VARCHAR(16) NOT NULL,
    "reasons" JSONB NOT NULL,
    "person_id" BIGINT,
    "written_at" TIMESTAMPTZ,
    "group_id" BIGINT REFERENCES "registration_groups" ("id") ON DELETE SET NULL,
    "upload_id" BIGINT NOT NULL REFERENCES "sheet_uploads" ("id") ON DELETE CASCADE
);
COMMENT ON COLUMN "sheet_rows"."verdict" IS 'MISSING: missing\nWRONG_NUMBER: wrong_number\nREPEATED: repeated\nNOT_ALLOWED: not_allowed\nWAITING_LIST: waiting_list\nNEW_PERSON: new_person\nOK: ok\nREGISTERED: registered\nLEFT_OUT: left_out';
COMMENT ON TABLE "sheet_rows" IS 'One row of a company''s list: its cells, what was written over them, and what is to happen or happened.';
CREATE TABLE "job_timetable" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(80) NOT NULL UNIQUE,
    "due_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "job_timetable" IS 'When a job of the timetable is due next; whoever moves it forward is the one process that queues the job.';
CREATE TABLE "tournaments" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "players_shown" VARCHAR(8) NOT NULL,
    "wait_minutes" INT NOT NULL,
    "settle_hours" INT NOT NULL,
    "one_team_per" VARCHAR(10) NOT NULL,
    "rest_minutes" INT NOT NULL,
    "max_per_day" INT,
    "notice_es" VARCHAR(300) NOT NULL,
    "notice_en" VARCHAR(300) NOT NULL,
    "edition_id" BIGINT REFERENCES "game_editions" ("id") ON DELETE RESTRICT,
    "event_id" BIGINT NOT NULL UNIQUE REFERENCES "events" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "tournaments"."players_shown" IS 'CONSENT: consent\nINITIALS: initials\nNOBODY: nobody';
COMMENT ON COLUMN "tournaments"."one_team_per" IS 'DIVISION: division\nSPORT: sport\nTOURNAMENT: tournament';
COMMENT ON TABLE "tournaments" IS 'What makes an event a tournament. `wait_minutes` until a walkover; `settle_hours` until a result stands alone.';
CREATE TABLE "divisions" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "slug" VARCHAR(80) NOT NULL,
    "name_es" VARCHAR(120) NOT NULL,
    "name_en" VARCHAR(120) NOT NULL,
    "sport" VARCHAR(16) NOT NULL,
    "branch" VARCHAR(8) NOT NULL,
    "category" VARCHAR(60) NOT NULL,
    "position" INT NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "format" VARCHAR(8) NOT NULL,
    "options" JSONB NOT NULL,
    "rules" JSONB NOT NULL,
    "rules_text_es" TEXT NOT NULL,
    "rules_text_en" TEXT NOT NULL,
    "call_opens_at" TIMESTAMPTZ,
    "call_closes_at" TIMESTAMPTZ,
    "max_teams" INT NOT NULL,
    "taken" INT NOT NULL,
    "net_fee" INT NOT NULL,
    "net_deposit" INT NOT NULL,
    "tax_code" VARCHAR(16) NOT NULL,
    "min_players" INT NOT NULL,
    "max_players" INT NOT NULL,
    "max_reinforcements" INT NOT NULL,
    "min_women" INT NOT NULL,
    "min_men" INT NOT NULL,
    "min_age" INT NOT NULL,
    "max_age" INT NOT NULL,
    "roster_locks_at" TIMESTAMPTZ,
    "company_confirms" BOOL NOT NULL,
    "match_minutes" INT NOT NULL,
    "plan" JSONB,
    "sequence" INT NOT NULL,
    "seed_hash" VARCHAR(64) NOT NULL,
    "seed" VARCHAR(64) NOT NULL,
    "seed_committed_at" TIMESTAMPTZ,
    "draw" JSONB,
    "drawn_at" TIMESTAMPTZ,
    "witnesses" VARCHAR(300) NOT NULL,
    "schedule_published_at" TIMESTAMPTZ,
    "champion_id" BIGINT,
    "tournament_id" BIGINT NOT NULL REFERENCES "tournaments" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "divisions"."sport" IS 'SOCCER: soccer\nINDOOR_SOCCER: indoor_soccer\nSOFTBALL: softball\nBASEBALL: baseball\nVOLLEYBALL: volleyball\nBASKETBALL: basketball\nPADEL: padel\nGENERIC: generic';
COMMENT ON COLUMN "divisions"."branch" IS 'MEN: men\nWOMEN: women\nMIXED: mixed\nOPEN: open';
COMMENT ON COLUMN "divisions"."status" IS 'DRAFT: draft\nOPEN: open\nCLOSED: closed\nDRAWN: drawn\nPLAYING: playing\nFINISHED: finished\nCANCELLED: cancelled';
COMMENT ON COLUMN "divisions"."format" IS 'LEAGUE: league\nGROUPS: groups\nSINGLE: single\nDOUBLE: double\nSWISS: swiss\nLADDER: ladder';
COMMENT ON TABLE "divisions" IS 'A sport × branch × category that is played out on its own.';
CREATE TABLE "division_log" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "sequence" INT NOT NULL,
    "kind" VARCHAR(20) NOT NULL,
    "data" JSONB NOT NULL,
    "actor" VARCHAR(120) NOT NULL,
    "reason" VARCHAR(300) NOT NULL,
    "happened_at" TIMESTAMPTZ NOT NULL,
    "division_id" BIGINT NOT NULL REFERENCES "divisions" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "division_log" IS 'What happened in a division, in order; `data` is the engine''s event. Never changed: an undo is one more entry.';
CREATE TABLE "referees" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "phone" VARCHAR(16) NOT NULL,
    "email" VARCHAR(254) NOT NULL,
    "available" JSONB NOT NULL,
    "company_id" BIGINT REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "tournament_id" BIGINT NOT NULL REFERENCES "tournaments" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "referees" IS '`available` holds pairs of ISO moments; empty means always. A referee of a company never has its matches.';
CREATE TABLE "teams" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "name_key" VARCHAR(120) NOT NULL,
    "short_name" VARCHAR(16) NOT NULL,
    "colour" VARCHAR(7) NOT NULL,
    "second_colour" VARCHAR(7) NOT NULL,
    "captain_name" VARCHAR(150) NOT NULL,
    "captain_phone" VARCHAR(16) NOT NULL,
    "captain_email" VARCHAR(254) NOT NULL,
    "locale" VARCHAR(8) NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "hold_expires_at" TIMESTAMPTZ,
    "confirmed_at" TIMESTAMPTZ,
    "ended_at" TIMESTAMPTZ,
    "end_reason" VARCHAR(300) NOT NULL,
    "order_id" BIGINT  UNIQUE,
    "seed" INT,
    "pot" INT,
    "rotation" INT NOT NULL,
    "link_hash" VARCHAR(64) NOT NULL UNIQUE,
    "registered_by" VARCHAR(120) NOT NULL,
    "company_id" BIGINT REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "division_id" BIGINT NOT NULL REFERENCES "divisions" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "teams"."status" IS 'HELD: held\nCONFIRMED: confirmed\nWITHDRAWN: withdrawn\nCANCELLED: cancelled\nEXPIRED: expired';
COMMENT ON TABLE "teams" IS 'A team of a division. Its captain''s page is a secret link made from id and rotation, found by its hash.';
CREATE TABLE "players" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT,
    "is_captain" BOOL NOT NULL,
    "reinforcement" BOOL NOT NULL,
    "official" BOOL NOT NULL,
    "gender" VARCHAR(8) NOT NULL,
    "birth_date" DATE,
    "confirmation" VARCHAR(12) NOT NULL,
    "confirmed_by" VARCHAR(120) NOT NULL,
    "confirmed_at" TIMESTAMPTZ,
    "shown" BOOL NOT NULL,
    "consented_at" TIMESTAMPTZ,
    "added_at" TIMESTAMPTZ NOT NULL,
    "added_by" VARCHAR(120) NOT NULL,
    "removed_at" TIMESTAMPTZ,
    "removed_by" VARCHAR(120) NOT NULL,
    "code_hash" VARCHAR(64) NOT NULL UNIQUE,
    "rotation" INT NOT NULL,
    "key_version" INT NOT NULL,
    "division_id" BIGINT NOT NULL REFERENCES "divisions" ("id") ON DELETE RESTRICT,
    "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
    "team_id" BIGINT NOT NULL REFERENCES "teams" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "players"."gender" IS 'WOMAN: woman\nMAN: man\nUNSAID: ';
COMMENT ON COLUMN "players"."confirmation" IS 'PENDING: pending\nCONFIRMED: confirmed\nREJECTED: rejected\nNOT_NEEDED: not_needed';
COMMENT ON TABLE "players" IS 'Somebody on a roster, with the credential that the field reads; leaving the roster keeps the row.';
CREATE TABLE "directory_uploads" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "token" VARCHAR(64) NOT NULL UNIQUE,
    "kind" VARCHAR(10) NOT NULL,
    "filename" VARCHAR(200) NOT NULL,
    "content_hash" VARCHAR(64) NOT NULL,
    "headers" JSONB NOT NULL,
    "columns" JSONB NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "plan_digest" VARCHAR(64) NOT NULL,
    "uploaded_by" VARCHAR(60) NOT NULL,
    "uploaded_at" TIMESTAMPTZ NOT NULL,
    "finished_by" VARCHAR(60) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "company_id" BIGINT REFERENCES "companies" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_directory_u_content_993c38" ON "directory_uploads" ("content_hash");
COMMENT ON COLUMN "directory_uploads"."kind" IS 'COMPANIES: companies\nPEOPLE: people';
COMMENT ON COLUMN "directory_uploads"."status" IS 'REVIEW: review\nAPPLIED: applied\nDISCARDED: discarded';
COMMENT ON TABLE "directory_uploads" IS 'A spreadsheet that somebody brought: what it said, the columns chosen, and what came of it.';
CREATE TABLE "directory_upload_rows" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT NOT NULL,
    "cells" JSONB NOT NULL,
    "verdict" VARCHAR(10) NOT NULL,
    "attention" INT NOT NULL,
    "plan" JSONB NOT NULL,
    "target_id" BIGINT,
    "upload_id" BIGINT NOT NULL REFERENCES "directory_uploads" ("id") ON DELETE CASCADE
);
COMMENT ON COLUMN "directory_upload_rows"."verdict" IS 'MISTAKE: mistake\nREPEATED: repeated\nNEW: new\nCHANGED: changed\nSAME: same';
COMMENT ON TABLE "directory_upload_rows" IS 'One row of an upload: its cells, the verdict that was shown, and what it changes or changed.';
CREATE TABLE "users" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "email" VARCHAR(254)  UNIQUE,
    "password_hash" VARCHAR(200),
    "password_changed_at" TIMESTAMPTZ,
    "name" VARCHAR(120) NOT NULL,
    "locale" VARCHAR(8) NOT NULL,
    "is_active" BOOL NOT NULL,
    "search_key" VARCHAR(400) NOT NULL,
    "person_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
);
COMMENT ON TABLE "users" IS 'Somebody with a key to the house; employees who only register for events need none.';
CREATE TABLE "role_grants" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "role" VARCHAR(20) NOT NULL,
    "scope" VARCHAR(40) NOT NULL,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE,
    "granted_by" VARCHAR(60) NOT NULL,
    "ended_at" TIMESTAMPTZ,
    "ended_by" VARCHAR(60) NOT NULL,
    "user_id" BIGINT NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE
);
COMMENT ON COLUMN "role_grants"."role" IS 'ADMIN: admin\nOFFICE: office\nFINANCE: finance\nCOORDINATOR: coordinator\nGATE_SUPERVISOR: gate_supervisor\nGATE_VOLUNTEER: gate_volunteer\nSCOREKEEPER: scorekeeper\nCOMMITTEE_CHAIR: committee_chair\nREVIEWER: reviewer';
COMMENT ON TABLE "role_grants" IS 'A role of somebody, for one thing or for everything, from one day to another (both included).';
CREATE TABLE "coordinator_requests" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "email" VARCHAR(254) NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "asked_by" VARCHAR(60) NOT NULL,
    "asked_at" TIMESTAMPTZ NOT NULL,
    "decided_by" VARCHAR(60) NOT NULL,
    "decided_at" TIMESTAMPTZ,
    "reason" VARCHAR(300) NOT NULL,
    "company_id" BIGINT NOT NULL REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "grant_id" BIGINT REFERENCES "role_grants" ("id") ON DELETE SET NULL
);
COMMENT ON COLUMN "coordinator_requests"."kind" IS 'SECOND: second\nHANDOVER: handover';
COMMENT ON COLUMN "coordinator_requests"."status" IS 'WAITING: waiting\nAPPROVED: approved\nDECLINED: declined\nWITHDRAWN: withdrawn';
COMMENT ON TABLE "coordinator_requests" IS 'A coordinator names another one; the association approves before anything is shown to them.';
CREATE TABLE "sessions" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "token_hash" VARCHAR(64) NOT NULL UNIQUE,
    "method" VARCHAR(10) NOT NULL,
    "user_agent" VARCHAR(300) NOT NULL,
    "opened_at" TIMESTAMPTZ NOT NULL,
    "last_seen_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "user_id" BIGINT NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_sessions_last_se_94574f" ON "sessions" ("last_seen_at");
COMMENT ON COLUMN "sessions"."method" IS 'LINK: link\nCODE: code\nPASSWORD: password';
COMMENT ON TABLE "sessions" IS 'One browser that somebody signed in with; the row is gone as soon as it is closed.';
CREATE TABLE "sign_in_links" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "email" VARCHAR(254) NOT NULL,
    "next" VARCHAR(500) NOT NULL,
    "locale" VARCHAR(8) NOT NULL,
    "handle_hash" VARCHAR(64) NOT NULL UNIQUE,
    "token_hash" VARCHAR(64)  UNIQUE,
    "code_hash" VARCHAR(64),
    "attempts" INT NOT NULL,
    "asked_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "used_at" TIMESTAMPTZ,
    "user_id" BIGINT REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_sign_in_lin_expires_9b7284" ON "sign_in_links" ("expires_at");
COMMENT ON TABLE "sign_in_links" IS 'One request for a way in by mail; it exists for strangers too, so that nobody can tell the difference.';
CREATE TABLE "venues" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(120) NOT NULL UNIQUE,
    "address" VARCHAR(300) NOT NULL,
    "map_url" VARCHAR(500) NOT NULL
);
CREATE TABLE "fields" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(60) NOT NULL,
    "sports" JSONB NOT NULL,
    "venue_id" BIGINT NOT NULL REFERENCES "venues" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "fields" IS 'A court or diamond of a venue; `sports` empty means any.';
CREATE TABLE "field_windows" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "starts_at" TIMESTAMPTZ NOT NULL,
    "ends_at" TIMESTAMPTZ NOT NULL,
    "field_id" BIGINT NOT NULL REFERENCES "fields" ("id") ON DELETE RESTRICT,
    "tournament_id" BIGINT NOT NULL REFERENCES "tournaments" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "field_windows" IS 'When a tournament may use a field.';
CREATE TABLE "matches" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT NOT NULL,
    "stage" VARCHAR(10) NOT NULL,
    "bracket" VARCHAR(10) NOT NULL,
    "round" INT NOT NULL,
    "table_name" VARCHAR(20) NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "result" JSONB,
    "report" INT,
    "winner_id" BIGINT,
    "home_score" INT,
    "away_score" INT,
    "starts_at" TIMESTAMPTZ,
    "live" JSONB,
    "revision" INT NOT NULL,
    "locked" BOOL NOT NULL,
    "away_id" BIGINT REFERENCES "teams" ("id") ON DELETE RESTRICT,
    "division_id" BIGINT NOT NULL REFERENCES "divisions" ("id") ON DELETE CASCADE,
    "field_id" BIGINT REFERENCES "fields" ("id") ON DELETE RESTRICT,
    "home_id" BIGINT REFERENCES "teams" ("id") ON DELETE RESTRICT,
    "referee_id" BIGINT REFERENCES "referees" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_matches_starts__29732f" ON "matches" ("starts_at");
COMMENT ON COLUMN "matches"."status" IS 'WAITING: waiting\nREADY: ready\nLIVE: live\nREPORTED: reported\nDISPUTED: disputed\nFINAL: final\nNOT_NEEDED: not_needed';
COMMENT ON TABLE "matches" IS 'A match of the plan as the log left it: every column but place, hour, referee and the live ones is the fold''s.';
CREATE TABLE "match_incidents" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "client_id" VARCHAR(40) NOT NULL,
    "position" INT NOT NULL,
    "kind" VARCHAR(14) NOT NULL,
    "side" VARCHAR(4),
    "value" INT NOT NULL,
    "period" INT NOT NULL,
    "minute" INT,
    "note" VARCHAR(300) NOT NULL,
    "names" VARCHAR(40) NOT NULL,
    "noted_by" VARCHAR(120) NOT NULL,
    "happened_at" TIMESTAMPTZ NOT NULL,
    "received_at" TIMESTAMPTZ NOT NULL,
    "match_id" BIGINT NOT NULL REFERENCES "matches" ("id") ON DELETE CASCADE,
    "player_id" BIGINT REFERENCES "players" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_match_incid_match_i_fe3b7f" ON "match_incidents" ("match_id", "position");
COMMENT ON COLUMN "match_incidents"."kind" IS 'SCORE: score\nOWN_GOAL: own_goal\nOUT: out\nYELLOW: yellow\nSECOND_YELLOW: second_yellow\nRED: red\nPERIOD: period\nPAUSE: pause\nRESUME: resume\nNOTE: note\nUNDO: undo\nAMEND: amend';
COMMENT ON COLUMN "match_incidents"."side" IS 'HOME: home\nAWAY: away';
COMMENT ON TABLE "match_incidents" IS 'What a scorekeeper noted during a match, under the phone''s own id; `undoes` names the incident it takes back.';
CREATE TABLE "match_signatures" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "report" INT NOT NULL,
    "side" VARCHAR(4) NOT NULL,
    "verdict" VARCHAR(10) NOT NULL,
    "name" VARCHAR(150) NOT NULL,
    "drawing" TEXT NOT NULL,
    "reason" VARCHAR(500) NOT NULL,
    "client_id" VARCHAR(40) NOT NULL,
    "signed_by" VARCHAR(120) NOT NULL,
    "signed_at" TIMESTAMPTZ NOT NULL,
    "match_id" BIGINT NOT NULL REFERENCES "matches" ("id") ON DELETE CASCADE
);
COMMENT ON COLUMN "match_signatures"."side" IS 'HOME: home\nAWAY: away';
COMMENT ON COLUMN "match_signatures"."verdict" IS 'CONFIRMED: confirmed\nDISPUTED: disputed';
COMMENT ON TABLE "match_signatures" IS 'A captain''s word on a report: confirmed or disputed, drawn with a finger or typed.';
CREATE TABLE "vouchers" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "method" VARCHAR(8) NOT NULL,
    "number" INT NOT NULL,
    "intent_id" VARCHAR(120)  UNIQUE,
    "status" VARCHAR(12) NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "reference" VARCHAR(80) NOT NULL,
    "clabe" VARCHAR(18) NOT NULL,
    "bank_name" VARCHAR(80) NOT NULL,
    "url" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ,
    "hold_until" TIMESTAMPTZ,
    "call_id" BIGINT NOT NULL REFERENCES "stripe_calls" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT NOT NULL REFERENCES "orders" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_vouchers_order_i_26e395" UNIQUE ("order_id", "method", "number")
);
CREATE INDEX "idx_vouchers_order_i_cddf97" ON "vouchers" ("order_id");
CREATE INDEX "idx_vouchers_status_6b5cae" ON "vouchers" ("status", "expires_at");
COMMENT ON COLUMN "vouchers"."method" IS 'OXXO: oxxo\nSPEI: spei';
COMMENT ON COLUMN "vouchers"."status" IS 'CALLING: calling\nOPEN: open\nPAID: paid\nEXPIRED: expired\nCANCELLED: cancelled';
COMMENT ON TABLE "vouchers" IS 'A slip for one order: `expires_at` is its own end, `hold_until` that of the seat (a business day later).';
CREATE TABLE "wait_entries" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "token" VARCHAR(64) NOT NULL UNIQUE,
    "contact_name" VARCHAR(200) NOT NULL,
    "contact_email" VARCHAR(254),
    "contact_phone" VARCHAR(16),
    "locale" VARCHAR(8) NOT NULL,
    "size" INT NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "joined_at" TIMESTAMPTZ NOT NULL,
    "ended_at" TIMESTAMPTZ,
    "joined_by" VARCHAR(60) NOT NULL,
    "verified_by" VARCHAR(12) NOT NULL,
    "passed_because" VARCHAR(80) NOT NULL,
    "company_id" BIGINT REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE RESTRICT,
    "group_id" BIGINT REFERENCES "registration_groups" ("id") ON DELETE RESTRICT,
    "person_id" BIGINT REFERENCES "people" ("id") ON DELETE RESTRICT,
    "ticket_type_id" BIGINT NOT NULL REFERENCES "ticket_types" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_wait_entrie_event_i_cb8b6f" ON "wait_entries" ("event_id", "status", "joined_at");
COMMENT ON COLUMN "wait_entries"."status" IS 'WAITING: waiting\nOFFERED: offered\nACCEPTED: accepted\nDECLINED: declined\nEXPIRED: expired\nLEFT: left\nCALLED_OFF: called_off';
COMMENT ON COLUMN "wait_entries"."verified_by" IS 'NOBODY: \nDIRECTORY: directory\nCOORDINATOR: coordinator\nDOMAIN: domain';
COMMENT ON TABLE "wait_entries" IS 'A party that waits for seats; its place is the order of `joined_at` and id.';
CREATE TABLE "seat_offers" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "event_id" BIGINT NOT NULL,
    "ticket_type_id" BIGINT NOT NULL,
    "seats" INT NOT NULL,
    "token" VARCHAR(64) NOT NULL UNIQUE,
    "status" VARCHAR(10) NOT NULL,
    "offered_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "ended_at" TIMESTAMPTZ,
    "offered_by" VARCHAR(60) NOT NULL,
    "entry_id" BIGINT NOT NULL REFERENCES "wait_entries" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_seat_offers_event_i_46afb4" ON "seat_offers" ("event_id");
CREATE INDEX "idx_seat_offers_ticket__c2a1db" ON "seat_offers" ("ticket_type_id");
CREATE INDEX "idx_seat_offers_status_5d2e5f" ON "seat_offers" ("status", "expires_at");
COMMENT ON COLUMN "seat_offers"."status" IS 'OPEN: open\nACCEPTED: accepted\nDECLINED: declined\nEXPIRED: expired\nWITHDRAWN: withdrawn';
COMMENT ON TABLE "seat_offers" IS 'Seats held for one party of the waiting list until a moment; they count as taken while it is open.';
CREATE TABLE "wait_passes" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "verdict" VARCHAR(10) NOT NULL,
    "because" VARCHAR(60) NOT NULL,
    "entry_id" BIGINT NOT NULL REFERENCES "wait_entries" ("id") ON DELETE CASCADE
);
COMMENT ON COLUMN "wait_passes"."verdict" IS 'OFFERED: offered\nFULL: full\nNO_ROOM: no_room\nOVER_LIMIT: over_limit';
COMMENT ON TABLE "wait_passes" IS 'Why somebody was passed over when seats were given out; one row each time that the reason changed.';
CREATE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation'; END $$;
ALTER TABLE "audit_seals" ADD CONSTRAINT "audit_seal_position_from_one" CHECK (position >= 1);
ALTER TABLE "audit_seals" ADD CONSTRAINT "audit_seal_has_entries" CHECK (entries >= 1);
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entry_digest_whole" CHECK (length(digest) = 64);
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entry_detail_digest_whole" CHECK (length(detail_digest) IN (0, 64));
ALTER TABLE "jobs" ADD CONSTRAINT "job_status_known" CHECK (status IN ('waiting', 'running', 'done', 'failed'));
ALTER TABLE "jobs" ADD CONSTRAINT "job_runs_under_a_lease" CHECK ((status = 'running') = (lease_until IS NOT NULL));
ALTER TABLE "jobs" ADD CONSTRAINT "job_finished_has_a_moment" CHECK ((status IN ('done', 'failed')) = (finished_at IS NOT NULL));
ALTER TABLE "jobs" ADD CONSTRAINT "job_attempts_in_range" CHECK (attempts BETWEEN 0 AND max_attempts);
CREATE UNIQUE INDEX "one_unfinished_job_per_key" ON "jobs" ("key") WHERE status IN ('waiting', 'running');
CREATE UNIQUE INDEX "one_message_per_reason_and_address" ON "outbox_messages" ("reason", "address");
ALTER TABLE "outbox_messages" ADD CONSTRAINT "outbox_status_known" CHECK (status IN ('queued', 'sending', 'sent', 'failed', 'unknown', 'kept'));
ALTER TABLE "outbox_messages" ADD CONSTRAINT "outbox_accepted_at_most_once" CHECK (accepted BETWEEN 0 AND 1);
ALTER TABLE "outbox_messages" ADD CONSTRAINT "outbox_sent_was_accepted" CHECK (status <> 'sent' OR accepted = 1);
CREATE UNIQUE INDEX "one_mail_refusal_per_address_and_kind" ON "mail_refusals" ("address", "kind");
CREATE UNIQUE INDEX "one_counter_per_name_and_key" ON "rate_counters" ("name", "key_hash");
ALTER TABLE "rate_counters" ADD CONSTRAINT "rate_counter_not_negative" CHECK (hits >= 0 AND earlier >= 0);
ALTER TABLE "stored_files" ADD CONSTRAINT "stored_file_size_not_negative" CHECK (size >= 0);
ALTER TABLE "stored_files" ADD CONSTRAINT "stored_file_digest_whole" CHECK (length(sha256) = 64);
ALTER TABLE "users" ADD CONSTRAINT "user_email_is_lower_case" CHECK (email = lower(email) AND email <> '');
ALTER TABLE "users" ADD CONSTRAINT "user_has_a_name" CHECK (name <> '');
ALTER TABLE "users" ADD CONSTRAINT "user_password_needs_email" CHECK (email IS NOT NULL OR password_hash IS NULL);
ALTER TABLE "sessions" ADD CONSTRAINT "session_method_is_known" CHECK (method IN ('link', 'code', 'password'));
ALTER TABLE "sessions" ADD CONSTRAINT "session_times_in_order" CHECK (opened_at <= last_seen_at AND opened_at < expires_at);
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_link_attempts" CHECK (attempts BETWEEN 0 AND 5);
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_link_times_in_order" CHECK (asked_at < expires_at);
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_link_used_by_a_user" CHECK (used_at IS NULL OR user_id IS NOT NULL);
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_link_prepared_whole" CHECK ((user_id IS NULL) = (token_hash IS NULL) AND (user_id IS NULL) = (code_hash IS NULL));
ALTER TABLE "role_grants" ADD CONSTRAINT "role_grant_role_is_known" CHECK (role IN ('admin', 'office', 'finance', 'coordinator', 'gate_supervisor', 'gate_volunteer', 'scorekeeper', 'committee_chair', 'reviewer'));
ALTER TABLE "role_grants" ADD CONSTRAINT "role_grant_scope_is_known" CHECK (scope = '' OR scope ~ '^(company|event|committee):[1-9][0-9]{0,17}$');
ALTER TABLE "role_grants" ADD CONSTRAINT "role_grant_term_in_order" CHECK (ends_on IS NULL OR ends_on >= starts_on);
ALTER TABLE "role_grants" ADD CONSTRAINT "role_grant_ended_by_somebody" CHECK ((ended_at IS NULL) = (ended_by = ''));
CREATE UNIQUE INDEX "one_live_role_grant" ON "role_grants" ("user_id", "role", "scope", "starts_on") WHERE ended_at IS NULL;
ALTER TABLE "companies" ADD CONSTRAINT "company_has_a_name" CHECK (legal_name <> '' AND slug <> '');
ALTER TABLE "companies" ADD CONSTRAINT "company_class_is_known" CHECK (company_class IN ('regular', 'associate'));
ALTER TABLE "companies" ADD CONSTRAINT "company_location_is_known" CHECK (location IN ('home', 'outside', 'abroad'));
ALTER TABLE "companies" ADD CONSTRAINT "company_standing_is_known" CHECK (standing IN ('good', 'suspended'));
ALTER TABLE "companies" ADD CONSTRAINT "company_standing_in_order" CHECK (standing_until IS NULL OR standing_until >= standing_since);
ALTER TABLE "companies" ADD CONSTRAINT "company_employee_digits" CHECK (employee_digits IS NULL OR employee_digits BETWEEN 1 AND 12);
ALTER TABLE "companies" ADD CONSTRAINT "company_country_is_a_code" CHECK (country ~ '^[A-Z]{2}$');
ALTER TABLE "companies" ADD CONSTRAINT "company_not_merged_into_itself" CHECK (merged_into_id IS NULL OR merged_into_id <> id);
ALTER TABLE "standing_changes" ADD CONSTRAINT "standing_change_is_known" CHECK (standing IN ('good', 'suspended'));
ALTER TABLE "standing_changes" ADD CONSTRAINT "standing_change_in_order" CHECK (until IS NULL OR until >= since);
ALTER TABLE "standing_changes" ADD CONSTRAINT "standing_change_has_a_reason" CHECK (reason <> '');
ALTER TABLE "people" ADD CONSTRAINT "person_has_a_name" CHECK (given_name <> '' AND paternal_surname <> '');
ALTER TABLE "people" ADD CONSTRAINT "person_email_is_lower_case" CHECK (email IS NULL OR (email = lower(email) AND email <> ''));
ALTER TABLE "people" ADD CONSTRAINT "person_phone_is_e164" CHECK (phone IS NULL OR phone ~ '^\+[1-9][0-9]{7,14}$');
ALTER TABLE "people" ADD CONSTRAINT "person_not_merged_into_itself" CHECK (merged_into_id IS NULL OR merged_into_id <> id);
ALTER TABLE "employments" ADD CONSTRAINT "employment_number_key_without_zeros" CHECK (number_key <> '' AND number_key !~ '^0.');
ALTER TABLE "employments" ADD CONSTRAINT "employment_verified_by_is_known" CHECK (verified_by IN ('', 'directory', 'coordinator', 'domain'));
ALTER TABLE "employments" ADD CONSTRAINT "employment_days_in_order" CHECK (ends_on IS NULL OR ends_on >= starts_on);
ALTER TABLE "employments" ADD CONSTRAINT "employment_email_is_lower_case" CHECK (email IS NULL OR (email = lower(email) AND email <> ''));
ALTER TABLE "employments" ADD CONSTRAINT "employment_phone_is_e164" CHECK (phone IS NULL OR phone ~ '^\+[1-9][0-9]{7,14}$');
CREATE UNIQUE INDEX "one_live_employee_number" ON "employments" ("company_id", "number_key") WHERE ends_on IS NULL;
ALTER TABLE "committees" ADD CONSTRAINT "committee_has_a_name" CHECK (key <> '' AND name_es <> '');
ALTER TABLE "committee_members" ADD CONSTRAINT "committee_position_is_known" CHECK (position IN ('chair', 'member'));
ALTER TABLE "committee_members" ADD CONSTRAINT "committee_year" CHECK (year BETWEEN 1950 AND 2200);
CREATE UNIQUE INDEX "one_committee_seat_a_year" ON "committee_members" ("committee_id", "year", "person_id");
CREATE UNIQUE INDEX "one_committee_chair_a_year" ON "committee_members" ("committee_id", "year") WHERE position = 'chair';
ALTER TABLE "directory_uploads" ADD CONSTRAINT "directory_upload_kind" CHECK (kind IN ('companies', 'people'));
ALTER TABLE "directory_uploads" ADD CONSTRAINT "directory_upload_status" CHECK (status IN ('review', 'applied', 'discarded'));
ALTER TABLE "directory_uploads" ADD CONSTRAINT "directory_upload_finished_once" CHECK ((status = 'review') = (finished_at IS NULL));
ALTER TABLE "directory_upload_rows" ADD CONSTRAINT "directory_upload_row_verdict" CHECK (verdict IN ('mistake', 'repeated', 'new', 'changed', 'same'));
CREATE UNIQUE INDEX "one_upload_row_a_number" ON "directory_upload_rows" ("upload_id", "number");
ALTER TABLE "directory_merges" ADD CONSTRAINT "directory_merge_kind" CHECK (kind IN ('company', 'person'));
ALTER TABLE "directory_merges" ADD CONSTRAINT "directory_merge_of_two" CHECK (kept_id <> absorbed_id);
CREATE UNIQUE INDEX "absorbed_once" ON "directory_merges" ("kind", "absorbed_id");
ALTER TABLE "directory_not_duplicates" ADD CONSTRAINT "not_duplicate_kind" CHECK (kind IN ('company', 'person'));
ALTER TABLE "directory_not_duplicates" ADD CONSTRAINT "not_duplicate_pair_in_order" CHECK (low_id < high_id);
CREATE UNIQUE INDEX "not_duplicate_once" ON "directory_not_duplicates" ("kind", "low_id", "high_id");
ALTER TABLE "events" ADD CONSTRAINT "event_kind" CHECK (kind IN ('conference', 'seminar', 'workshop', 'convention', 'forum', 'presentation', 'webinar', 'tournament', 'social', 'educational', 'meeting', 'assembly'));
ALTER TABLE "events" ADD CONSTRAINT "event_status" CHECK (status IN ('draft', 'published', 'postponed', 'cancelled', 'finished'));
ALTER TABLE "events" ADD CONSTRAINT "event_visibility" CHECK (visibility IN ('public', 'members', 'invited'));
ALTER TABLE "events" ADD CONSTRAINT "event_taken_in_capacity" CHECK (taken >= 0 AND (capacity IS NULL OR taken <= capacity));
ALTER TABLE "events" ADD CONSTRAINT "event_capacity_positive" CHECK (capacity IS NULL OR capacity > 0);
ALTER TABLE "events" ADD CONSTRAINT "event_ends_after_it_starts" CHECK (ends_at > starts_at);
ALTER TABLE "events" ADD CONSTRAINT "event_sale_closes_after_it_opens" CHECK (sale_opens_at IS NULL OR sale_closes_at IS NULL OR sale_closes_at > sale_opens_at);
ALTER TABLE "events" ADD CONSTRAINT "event_substitution_hours" CHECK (substitution_hours BETWEEN 0 AND 2000);
ALTER TABLE "events" ADD CONSTRAINT "event_company_answer_days" CHECK (company_answer_days BETWEEN 1 AND 30);
ALTER TABLE "events" ADD CONSTRAINT "event_group_pay_days" CHECK (group_pay_days BETWEEN 1 AND 90);
ALTER TABLE "events" ADD CONSTRAINT "event_folio_counter_positive" CHECK (last_folio >= 0);
ALTER TABLE "events" ADD CONSTRAINT "event_most_per_company" CHECK (most_per_company >= 1);
ALTER TABLE "events" ADD CONSTRAINT "event_currency" CHECK (currency IN ('MXN', 'USD'));
ALTER TABLE "agenda_sessions" ADD CONSTRAINT "agenda_session_ends_after_it_starts" CHECK (ends_at > starts_at);
ALTER TABLE "agenda_sessions" ADD CONSTRAINT "agenda_session_capacity_positive" CHECK (capacity IS NULL OR capacity > 0);
ALTER TABLE "ticket_types" ADD CONSTRAINT "ticket_type_taken_in_quota" CHECK (taken >= 0 AND (quota IS NULL OR taken <= quota));
ALTER TABLE "ticket_types" ADD CONSTRAINT "ticket_type_quota_positive" CHECK (quota IS NULL OR quota > 0);
ALTER TABLE "ticket_types" ADD CONSTRAINT "ticket_type_companions" CHECK (max_companions BETWEEN 0 AND 20);
ALTER TABLE "ticket_types" ADD CONSTRAINT "ticket_type_group_from" CHECK (group_from IS NULL OR group_from >= 2);
ALTER TABLE "ticket_types" ADD CONSTRAINT "ticket_type_group_percent" CHECK (group_percent BETWEEN 0 AND 100);
ALTER TABLE "ticket_types" ADD CONSTRAINT "ticket_type_pay_within" CHECK (pay_within_days BETWEEN 1 AND 90);
ALTER TABLE "ticket_types" ADD CONSTRAINT "ticket_type_valid_window" CHECK (valid_from IS NULL OR valid_until IS NULL OR valid_until > valid_from);
ALTER TABLE "prices" ADD CONSTRAINT "price_audience" CHECK (audience IN ('regular', 'associate', 'member', 'public'));
ALTER TABLE "prices" ADD CONSTRAINT "price_not_negative" CHECK (net_amount >= 0);
ALTER TABLE "prices" ADD CONSTRAINT "price_window" CHECK (starts_at IS NULL OR ends_at IS NULL OR ends_at > starts_at);
CREATE UNIQUE INDEX "one_regular_price_per_audience" ON "prices" ("ticket_type_id", "audience") WHERE starts_at IS NULL AND ends_at IS NULL;
ALTER TABLE "tax_rules" ADD CONSTRAINT "tax_rule_rate_is_a_share" CHECK (rate BETWEEN 0 AND 1);
ALTER TABLE "tax_rules" ADD CONSTRAINT "tax_rule_dates_in_order" CHECK (valid_to IS NULL OR valid_to >= valid_from);
ALTER TABLE "orders" ADD CONSTRAINT "order_status_known" CHECK (status IN ('pending', 'partly_paid', 'paid', 'paid_no_seat', 'released', 'refunded', 'dispute_lost'));
ALTER TABLE "orders" ADD CONSTRAINT "order_amounts_positive" CHECK (net >= 0 AND tax >= 0 AND total >= 0 AND discount >= 0 AND (total > 0 OR discount > 0));
ALTER TABLE "orders" ADD CONSTRAINT "order_total_is_net_and_tax" CHECK (total = net + tax);
ALTER TABLE "orders" ADD CONSTRAINT "order_currency_known" CHECK (currency IN ('MXN', 'USD'));
ALTER TABLE "orders" ADD CONSTRAINT "order_paid_has_a_date" CHECK (status <> 'paid' OR paid_at IS NOT NULL);
ALTER TABLE "orders" ADD CONSTRAINT "order_is_open_until_it_closes" CHECK ((status IN ('pending', 'partly_paid')) = (closed_at IS NULL));
CREATE UNIQUE INDEX "one_pending_order_per_reference" ON "orders" ("reference") WHERE status IN ('pending', 'partly_paid');
ALTER TABLE "order_lines" ADD CONSTRAINT "order_line_quantity_positive" CHECK (quantity >= 1);
ALTER TABLE "order_lines" ADD CONSTRAINT "order_line_prices_positive" CHECK (unit_net >= 0 AND unit_tax >= 0);
ALTER TABLE "order_lines" ADD CONSTRAINT "order_line_adds_up" CHECK (net = unit_net * quantity AND tax = unit_tax * quantity AND total = net + tax);
ALTER TABLE "money_tasks" ADD CONSTRAINT "money_task_kind_known" CHECK (kind IN ('paid_no_seat', 'mismatch', 'second_payment', 'excess', 'partial', 'refund_failed', 'external_refund', 'bank_line', 'dispute', 'seat_cancelled'));
ALTER TABLE "fiscal_profiles" ADD CONSTRAINT "fiscal_profile_has_one_owner" CHECK ((company_id IS NULL) <> (order_id IS NULL));
ALTER TABLE "fiscal_profiles" ADD CONSTRAINT "fiscal_profile_rfc_form" CHECK (rfc ~ '^[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{2}[0-9A]$');
ALTER TABLE "fiscal_profiles" ADD CONSTRAINT "fiscal_profile_foreign_is_generic" CHECK (NOT is_foreign OR (rfc = 'XEXX010101000' AND regime = '616' AND cfdi_use IN ('S01', 'CP01')));
ALTER TABLE "fiscal_profiles" ADD CONSTRAINT "fiscal_profile_postal_code" CHECK (is_foreign OR postal_code ~ '^[0-9]{5}$');
ALTER TABLE "fiscal_profiles" ADD CONSTRAINT "fiscal_profile_name_in_capitals" CHECK (legal_name <> '' AND legal_name = upper(legal_name));
ALTER TABLE "invoice_requests" ADD CONSTRAINT "invoice_kind_known" CHECK (kind IN ('income', 'credit_note', 'payment', 'global'));
ALTER TABLE "invoice_requests" ADD CONSTRAINT "invoice_status_known" CHECK (status IN ('requested', 'exported', 'stamped', 'cancelled'));
ALTER TABLE "invoice_requests" ADD CONSTRAINT "invoice_total_is_net_and_tax" CHECK (total = net + tax AND total > 0 AND net >= 0 AND tax >= 0);
ALTER TABLE "invoice_requests" ADD CONSTRAINT "invoice_currency_known" CHECK (currency IN ('MXN', 'USD'));
ALTER TABLE "invoice_requests" ADD CONSTRAINT "invoice_rfc_form" CHECK (rfc ~ '^[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{2}[0-9A]$');
ALTER TABLE "invoice_requests" ADD CONSTRAINT "invoice_foreign_is_generic" CHECK (NOT is_foreign OR (rfc = 'XEXX010101000' AND regime = '616' AND cfdi_use IN ('S01', 'CP01')));
ALTER TABLE "invoice_requests" ADD CONSTRAINT "invoice_global_has_no_order" CHECK ((kind = 'global') = (order_id IS NULL));
ALTER TABLE "invoice_requests" ADD CONSTRAINT "invoice_global_has_a_month" CHECK ((kind = 'global') = (month <> ''));
ALTER TABLE "invoice_requests" ADD CONSTRAINT "invoice_note_has_its_cause" CHECK ((kind = 'credit_note') = (cause <> ''));
ALTER TABLE "invoice_requests" ADD CONSTRAINT "invoice_complement_has_its_payment" CHECK ((kind = 'payment') = (payment_id IS NOT NULL));
ALTER TABLE "invoice_requests" ADD CONSTRAINT "invoice_note_has_its_invoice" CHECK (kind IN ('income', 'global') OR parent_id IS NOT NULL);
ALTER TABLE "invoice_requests" ADD CONSTRAINT "invoice_stamped_has_xml" CHECK ((status = 'stamped') <= (uuid IS NOT NULL AND xml_id IS NOT NULL));
ALTER TABLE "invoice_requests" ADD CONSTRAINT "invoice_instalment_fits" CHECK (kind <> 'payment' OR (instalment >= 1 AND balance_before >= total));
CREATE UNIQUE INDEX "one_live_invoice_per_order" ON "invoice_requests" ("order_id") WHERE kind = 'income' AND status <> 'cancelled';
CREATE UNIQUE INDEX "one_live_note_per_cause" ON "invoice_requests" ("cause") WHERE cause <> '' AND status <> 'cancelled';
CREATE UNIQUE INDEX "one_live_complement_per_payment" ON "invoice_requests" ("payment_id") WHERE status <> 'cancelled';
CREATE UNIQUE INDEX "one_live_complement_per_instalment" ON "invoice_requests" ("parent_id", "instalment") WHERE kind = 'payment' AND status <> 'cancelled';
CREATE UNIQUE INDEX "one_live_global_per_month" ON "invoice_requests" ("month", "currency") WHERE kind = 'global' AND status <> 'cancelled';
ALTER TABLE "product_keys" ADD CONSTRAINT "product_key_form" CHECK (product_key ~ '^[0-9]{8}$');
ALTER TABLE "product_keys" ADD CONSTRAINT "product_unit_form" CHECK (unit_key ~ '^[A-Z0-9]{2,3}$');
ALTER TABLE "product_keys" ADD CONSTRAINT "product_object_of_tax_known" CHECK (object_of_tax IN ('01', '02'));
ALTER TABLE "product_keys" ADD CONSTRAINT "product_factor_when_taxed" CHECK ((object_of_tax = '01') = (factor = ''));
ALTER TABLE "product_keys" ADD CONSTRAINT "product_factor_known" CHECK (factor IN ('', 'Tasa', 'Exento'));
ALTER TABLE "registrations" ADD CONSTRAINT "registration_status" CHECK (status IN ('requested', 'held', 'confirmed', 'cancelled', 'expired'));
ALTER TABLE "registrations" ADD CONSTRAINT "registration_verified_by" CHECK (verified_by IN ('', 'directory', 'coordinator', 'domain'));
ALTER TABLE "registrations" ADD CONSTRAINT "registration_source" CHECK (source IN ('page', 'api', 'office', 'coordinator'));
CREATE UNIQUE INDEX "one_live_registration" ON "registrations" ("event_id", "person_id") WHERE status IN ('requested','held','confirmed');
ALTER TABLE "registrations" ADD CONSTRAINT "registration_seats_add_up" CHECK (seats = 1 + companions AND companions BETWEEN 0 AND 20);
ALTER TABLE "registrations" ADD CONSTRAINT "registration_price_adds_up" CHECK (unit_net >= 0 AND tax >= 0 AND total = unit_net + tax);
ALTER TABLE "registrations" ADD CONSTRAINT "registration_only_held_expires" CHECK ((status IN ('requested','held')) = (hold_expires_at IS NOT NULL));
ALTER TABLE "registrations" ADD CONSTRAINT "registration_owed_has_an_order" CHECK (total = 0 OR order_id IS NOT NULL OR group_id IS NOT NULL OR status IN ('requested','cancelled','expired'));
ALTER TABLE "registrations" ADD CONSTRAINT "registration_of_an_order_or_a_group" CHECK (order_id IS NULL OR group_id IS NULL);
ALTER TABLE "registrations" ADD CONSTRAINT "registration_code_is_a_hash" CHECK (code_hash ~ '^[0-9a-f]{64}$');
ALTER TABLE "email_proofs" ADD CONSTRAINT "email_proof_attempts_limited" CHECK (attempts BETWEEN 0 AND 5);
ALTER TABLE "gates" ADD CONSTRAINT "gate_has_a_name" CHECK (name <> '');
ALTER TABLE "gates" ADD CONSTRAINT "gate_hours_in_order" CHECK (opens_at IS NULL OR closes_at IS NULL OR closes_at > opens_at);
ALTER TABLE "enrolment_links" ADD CONSTRAINT "enrolment_attempts_limited" CHECK (attempts BETWEEN 0 AND 5);
CREATE UNIQUE INDEX "one_scan_per_client_id" ON "scans" ("device_id", "client_id");
ALTER TABLE "scans" ADD CONSTRAINT "scan_verdict_known" CHECK (verdict IN ('admitted', 'already_inside', 'exited', 'not_inside', 'cancelled', 'unpaid', 'unapproved', 'wrong_type', 'too_early', 'too_late', 'revoked', 'suspended', 'off_roster', 'unknown'));
ALTER TABLE "scans" ADD CONSTRAINT "scan_direction_known" CHECK (direction IN ('in', 'out'));
ALTER TABLE "scans" ADD CONSTRAINT "scan_method_known" CHECK (method IN ('code', 'hand'));
ALTER TABLE "scans" ADD CONSTRAINT "scan_admits_somebody" CHECK (verdict NOT IN ('admitted', 'exited') OR credential <> '');
ALTER TABLE "scans" ADD CONSTRAINT "scan_quarantined_is_revoked" CHECK (NOT quarantined OR verdict = 'revoked');
ALTER TABLE "scans" ADD CONSTRAINT "scan_sequence_not_negative" CHECK (sequence >= 0);
ALTER TABLE "scan_undos" ADD CONSTRAINT "scan_undo_has_a_reason" CHECK (reason <> '');
ALTER TABLE "scan_reviews" ADD CONSTRAINT "scan_review_decision_known" CHECK (decision IN ('counted', 'dismissed'));
CREATE UNIQUE INDEX "one_admission_per_place" ON "admissions" ("event_id", "place", "credential");
ALTER TABLE "admissions" ADD CONSTRAINT "admission_entries_not_negative" CHECK (entries >= 0);
ALTER TABLE "admissions" ADD CONSTRAINT "admission_people_positive" CHECK (people >= 1);
ALTER TABLE "admissions" ADD CONSTRAINT "admission_inside_came_in" CHECK (NOT inside OR entries >= 1);
ALTER TABLE "game_editions" ADD CONSTRAINT "edition_year" CHECK (year BETWEEN 1950 AND 2200);
ALTER TABLE "game_editions" ADD CONSTRAINT "edition_parade_share" CHECK (parade_share BETWEEN 1 AND 100);
ALTER TABLE "game_editions" ADD CONSTRAINT "edition_parade_points_not_negative" CHECK (parade_points >= 0);
ALTER TABLE "tournaments" ADD CONSTRAINT "tournament_players_shown" CHECK (players_shown IN ('consent', 'initials', 'nobody'));
ALTER TABLE "tournaments" ADD CONSTRAINT "tournament_one_team_per" CHECK (one_team_per IN ('division', 'sport', 'tournament'));
ALTER TABLE "tournaments" ADD CONSTRAINT "tournament_wait" CHECK (wait_minutes BETWEEN 0 AND 240);
ALTER TABLE "tournaments" ADD CONSTRAINT "tournament_settle" CHECK (settle_hours BETWEEN 0 AND 720);
ALTER TABLE "tournaments" ADD CONSTRAINT "tournament_rest" CHECK (rest_minutes BETWEEN 0 AND 1440);
ALTER TABLE "tournaments" ADD CONSTRAINT "tournament_matches_a_day" CHECK (max_per_day IS NULL OR max_per_day BETWEEN 1 AND 20);
CREATE UNIQUE INDEX "one_division_per_slug" ON "divisions" ("tournament_id", "slug");
ALTER TABLE "divisions" ADD CONSTRAINT "division_sport" CHECK (sport IN ('soccer', 'indoor_soccer', 'softball', 'baseball', 'volleyball', 'basketball', 'padel', 'generic'));
ALTER TABLE "divisions" ADD CONSTRAINT "division_branch" CHECK (branch IN ('men', 'women', 'mixed', 'open'));
ALTER TABLE "divisions" ADD CONSTRAINT "division_format" CHECK (format IN ('league', 'groups', 'single', 'double', 'swiss', 'ladder'));
ALTER TABLE "divisions" ADD CONSTRAINT "division_status" CHECK (status IN ('draft', 'open', 'closed', 'drawn', 'playing', 'finished', 'cancelled'));
ALTER TABLE "divisions" ADD CONSTRAINT "division_taken_in_room" CHECK (taken BETWEEN 0 AND max_teams);
ALTER TABLE "divisions" ADD CONSTRAINT "division_room" CHECK (max_teams BETWEEN 2 AND 1024);
ALTER TABLE "divisions" ADD CONSTRAINT "division_fees_not_negative" CHECK (net_fee >= 0 AND net_deposit >= 0);
ALTER TABLE "divisions" ADD CONSTRAINT "division_roster_size" CHECK (min_players BETWEEN 1 AND max_players AND max_players <= 60);
ALTER TABLE "divisions" ADD CONSTRAINT "division_roster_quotas" CHECK (max_reinforcements >= 0 AND min_women >= 0 AND min_men >= 0 AND min_women + min_men <= max_players);
ALTER TABLE "divisions" ADD CONSTRAINT "division_ages" CHECK (min_age BETWEEN 0 AND 99 AND max_age BETWEEN 0 AND 99);
ALTER TABLE "divisions" ADD CONSTRAINT "division_ages_in_order" CHECK (max_age = 0 OR max_age >= min_age);
ALTER TABLE "divisions" ADD CONSTRAINT "division_call_closes_after_it_opens" CHECK (call_opens_at IS NULL OR call_closes_at IS NULL OR call_closes_at > call_opens_at);
ALTER TABLE "divisions" ADD CONSTRAINT "division_sequence_not_negative" CHECK (sequence >= 0);
ALTER TABLE "divisions" ADD CONSTRAINT "division_match_minutes" CHECK (match_minutes BETWEEN 5 AND 600);
ALTER TABLE "divisions" ADD CONSTRAINT "division_drawn_has_plan" CHECK (status NOT IN ('drawn', 'playing', 'finished') OR plan IS NOT NULL);
ALTER TABLE "golf_tournaments" ADD CONSTRAINT "golf_format" CHECK (format IN ('stroke', 'stableford', 'skins'));
ALTER TABLE "golf_tournaments" ADD CONSTRAINT "golf_taken_in_places" CHECK (taken BETWEEN 0 AND places);
ALTER TABLE "golf_tournaments" ADD CONSTRAINT "golf_places" CHECK (places BETWEEN 1 AND 144);
ALTER TABLE "golf_tournaments" ADD CONSTRAINT "golf_team_size" CHECK (team_size BETWEEN 1 AND 8);
ALTER TABLE "golf_tournaments" ADD CONSTRAINT "golf_groups_per_hole" CHECK (groups_per_hole BETWEEN 1 AND 4);
ALTER TABLE "golf_tournaments" ADD CONSTRAINT "golf_course_ratings" CHECK (slope BETWEEN 55 AND 155 AND rating BETWEEN 20 AND 99);
ALTER TABLE "golf_tournaments" ADD CONSTRAINT "golf_team_cap" CHECK (team_cap IS NULL OR team_cap BETWEEN 0 AND 199);
ALTER TABLE "golf_tournaments" ADD CONSTRAINT "golf_amounts_not_negative" CHECK (goal_amount >= 0 AND scholarship_amount >= 0);
ALTER TABLE "golf_teams" ADD CONSTRAINT "golf_team_status" CHECK (status IN ('held', 'confirmed', 'withdrawn', 'expired'));
ALTER TABLE "golf_teams" ADD CONSTRAINT "golf_team_only_held_expires" CHECK ((status = 'held') = (hold_expires_at IS NOT NULL));
ALTER TABLE "golf_teams" ADD CONSTRAINT "golf_team_link_is_a_hash" CHECK (link_hash ~ '^[0-9a-f]{64}$');
ALTER TABLE "golf_teams" ADD CONSTRAINT "golf_team_start_is_whole" CHECK ((start_hole IS NULL) = (start_wave = ''));
CREATE UNIQUE INDEX "one_live_golf_team_per_name" ON "golf_teams" ("tournament_id", "name_key") WHERE status IN ('held', 'confirmed');
CREATE UNIQUE INDEX "one_golf_team_per_start" ON "golf_teams" ("tournament_id", "start_hole", "start_wave") WHERE status IN ('held', 'confirmed') AND start_hole IS NOT NULL;
ALTER TABLE "golf_players" ADD CONSTRAINT "golf_player_position" CHECK (position BETWEEN 1 AND 8);
ALTER TABLE "golf_players" ADD CONSTRAINT "golf_player_index" CHECK (handicap_index BETWEEN -10 AND 54);
ALTER TABLE "golf_scores" ADD CONSTRAINT "golf_score_side" CHECK (side IN ('own', 'marker', 'committee'));
ALTER TABLE "golf_scores" ADD CONSTRAINT "golf_score_hole" CHECK (hole BETWEEN 1 AND 36);
ALTER TABLE "golf_scores" ADD CONSTRAINT "golf_score_strokes" CHECK (strokes BETWEEN 1 AND 30 OR (strokes IS NULL AND side = 'committee'));
ALTER TABLE "stripe_calls" ADD CONSTRAINT "stripe_call_status_known" CHECK (status IN ('started', 'answered', 'refused', 'unknown'));
ALTER TABLE "stripe_calls" ADD CONSTRAINT "stripe_call_answer_is_named" CHECK (status <> 'answered' OR answer_id <> '');
CREATE UNIQUE INDEX "one_call_per_answer" ON "stripe_calls" ("answer_id") WHERE answer_id <> '';
ALTER TABLE "checkout_attempts" ADD CONSTRAINT "attempt_status_known" CHECK (status IN ('calling', 'open', 'complete', 'expired', 'refused'));
ALTER TABLE "checkout_attempts" ADD CONSTRAINT "attempt_open_has_session" CHECK (status NOT IN ('open', 'complete') OR session_id IS NOT NULL);
CREATE UNIQUE INDEX "one_live_attempt_per_order" ON "checkout_attempts" ("order_id") WHERE status IN ('calling', 'open');
ALTER TABLE "stripe_events" ADD CONSTRAINT "stripe_event_status_known" CHECK (status IN ('received', 'handled', 'kept', 'failed'));
ALTER TABLE "payments" ADD CONSTRAINT "payment_status_known" CHECK (status IN ('succeeded', 'partly_refunded', 'refunded', 'dispute_lost'));
ALTER TABLE "payments" ADD CONSTRAINT "payment_method_known" CHECK (method IN ('card', 'oxxo', 'spei', 'cash', 'transfer', 'cheque', 'credit'));
ALTER TABLE "payments" ADD CONSTRAINT "payment_oxxo_within_limits" CHECK (method <> 'oxxo' OR (currency = 'MXN' AND amount BETWEEN 1000 AND 1000000));
ALTER TABLE "payments" ADD CONSTRAINT "payment_spei_in_pesos" CHECK (method <> 'spei' OR currency = 'MXN');
ALTER TABLE "payments" ADD CONSTRAINT "payment_amount_positive" CHECK (amount > 0);
ALTER TABLE "payments" ADD CONSTRAINT "payment_refunds_within_payment" CHECK (refund_reserved BETWEEN 0 AND amount);
ALTER TABLE "refunds" ADD CONSTRAINT "refund_status_known" CHECK (status IN ('requested', 'pending', 'succeeded', 'failed', 'cancelled'));
ALTER TABLE "refunds" ADD CONSTRAINT "refund_kind_known" CHECK (kind IN ('stripe', 'manual', 'external', 'credit'));
ALTER TABLE "refunds" ADD CONSTRAINT "refund_method_known" CHECK (method IN ('card', 'oxxo', 'spei', 'cash', 'transfer', 'cheque', 'credit'));
ALTER TABLE "refunds" ADD CONSTRAINT "refund_amount_positive" CHECK (amount > 0);
ALTER TABLE "refunds" ADD CONSTRAINT "refund_sent_as_known" CHECK (sent_as IN ('', 'transfer', 'cheque', 'cash'));
ALTER TABLE "refunds" ADD CONSTRAINT "refund_by_stripe_is_of_a_card" CHECK (kind <> 'stripe' OR method = 'card');
ALTER TABLE "refunds" ADD CONSTRAINT "refund_of_oxxo_not_by_stripe" CHECK (method <> 'oxxo' OR (call_id IS NULL AND provider_id IS NULL));
ALTER TABLE "refunds" ADD CONSTRAINT "refund_by_hand_has_evidence" CHECK (kind <> 'manual' OR status <> 'succeeded' OR evidence_id IS NOT NULL);
ALTER TABLE "refunds" ADD CONSTRAINT "refund_by_hand_has_two_people" CHECK (kind NOT IN ('manual', 'external') OR status <> 'succeeded' OR (two_people_over IS NULL AND kind = 'external') OR (two_people_over IS NOT NULL AND (amount + alone_before <= two_people_over OR (approved_by <> '' AND approved_by <> requested_by))));
ALTER TABLE "disputes" ADD CONSTRAINT "dispute_status_known" CHECK (status IN ('open', 'won', 'lost'));
ALTER TABLE "disputes" ADD CONSTRAINT "dispute_amount_positive" CHECK (amount > 0);
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entry_moves_something" CHECK (amount <> 0);
ALTER TABLE "vouchers" ADD CONSTRAINT "voucher_method_known" CHECK (method IN ('oxxo', 'spei'));
ALTER TABLE "vouchers" ADD CONSTRAINT "voucher_status_known" CHECK (status IN ('calling', 'open', 'paid', 'expired', 'cancelled'));
ALTER TABLE "vouchers" ADD CONSTRAINT "voucher_amount_in_pesos" CHECK (amount > 0 AND currency = 'MXN');
ALTER TABLE "vouchers" ADD CONSTRAINT "voucher_oxxo_within_limits" CHECK (method <> 'oxxo' OR amount BETWEEN 1000 AND 1000000);
ALTER TABLE "vouchers" ADD CONSTRAINT "voucher_clabe_of_18_digits" CHECK (clabe = '' OR clabe ~ '^[0-9]{18}$');
ALTER TABLE "vouchers" ADD CONSTRAINT "voucher_open_has_intent" CHECK (status NOT IN ('open', 'paid') OR intent_id IS NOT NULL);
ALTER TABLE "vouchers" ADD CONSTRAINT "voucher_hold_outlives_it" CHECK (hold_until IS NULL OR expires_at IS NULL OR hold_until >= expires_at);
CREATE UNIQUE INDEX "one_live_voucher_per_order_and_method" ON "vouchers" ("order_id", "method") WHERE status IN ('calling', 'open');
ALTER TABLE "stripe_customers" ADD CONSTRAINT "stripe_customer_clabe_of_18_digits" CHECK (clabe = '' OR clabe ~ '^[0-9]{18}$');
CREATE UNIQUE INDEX "one_company_per_clabe" ON "stripe_customers" ("clabe") WHERE clabe <> '';
ALTER TABLE "office_payments" ADD CONSTRAINT "office_payment_method_known" CHECK (method IN ('cash', 'transfer', 'cheque'));
ALTER TABLE "office_payments" ADD CONSTRAINT "office_payment_status_known" CHECK (status IN ('waiting', 'booked', 'refused'));
ALTER TABLE "office_payments" ADD CONSTRAINT "office_payment_amount_positive" CHECK (amount > 0);
ALTER TABLE "office_payments" ADD CONSTRAINT "office_payment_has_evidence" CHECK (method = 'cash' OR evidence_id IS NOT NULL);
ALTER TABLE "office_payments" ADD CONSTRAINT "office_payment_has_two_people" CHECK (status <> 'booked' OR amount + alone_before <= two_people_over OR (decided_by <> '' AND decided_by <> recorded_by));
ALTER TABLE "office_payments" ADD CONSTRAINT "office_payment_refused_for_a_reason" CHECK (status <> 'refused' OR reason <> '');
ALTER TABLE "office_payments" ADD CONSTRAINT "office_payment_booked_has_payment" CHECK (status <> 'booked' OR payment_id IS NOT NULL);
ALTER TABLE "credit_uses" ADD CONSTRAINT "credit_use_within_its_amount" CHECK (amount > 0 AND returned BETWEEN 0 AND amount);
ALTER TABLE "credit_uses" ADD CONSTRAINT "credit_use_between_two_orders" CHECK (source_id <> order_id);
ALTER TABLE "bank_lines" ADD CONSTRAINT "bank_line_status_known" CHECK (status IN ('new', 'booked', 'ambiguous', 'unmatched', 'ignored'));
ALTER TABLE "bank_lines" ADD CONSTRAINT "bank_line_booked_has_payment" CHECK (status <> 'booked' OR payment_id IS NOT NULL);
ALTER TABLE "discount_codes" ADD CONSTRAINT "discount_kind_known" CHECK (kind IN ('percent', 'amount'));
ALTER TABLE "discount_codes" ADD CONSTRAINT "discount_code_is_plain" CHECK (code ~ '^[A-Z0-9-]{3,40}$');
ALTER TABLE "discount_codes" ADD CONSTRAINT "discount_used_within_its_uses" CHECK (most_uses > 0 AND used BETWEEN 0 AND most_uses);
ALTER TABLE "discount_codes" ADD CONSTRAINT "discount_percent_when_percent" CHECK ((kind = 'percent') = (percent IS NOT NULL));
ALTER TABLE "discount_codes" ADD CONSTRAINT "discount_amount_when_amount" CHECK ((kind = 'amount') = (amount IS NOT NULL));
ALTER TABLE "discount_codes" ADD CONSTRAINT "discount_percent_is_a_share" CHECK (percent IS NULL OR (percent > 0 AND percent <= 100));
ALTER TABLE "discount_codes" ADD CONSTRAINT "discount_amount_positive" CHECK (amount IS NULL OR amount > 0);
ALTER TABLE "discount_codes" ADD CONSTRAINT "discount_dates_in_order" CHECK (ends_at IS NULL OR starts_at IS NULL OR ends_at > starts_at);
CREATE UNIQUE INDEX "one_live_code_per_order" ON "code_uses" ("order_id") WHERE returned_at IS NULL;
ALTER TABLE "invoice_exports" ADD CONSTRAINT "invoice_export_has_documents" CHECK (documents > 0);
ALTER TABLE "stamped_xmls" ADD CONSTRAINT "stamped_xml_verdict_known" CHECK (verdict IN ('matched', 'ambiguous', 'unknown', 'set_aside'));
ALTER TABLE "stamped_xmls" ADD CONSTRAINT "stamped_xml_matched_has_its_invoice" CHECK ((verdict = 'matched') = (invoice_id IS NOT NULL));
ALTER TABLE "sheet_uploads" ADD CONSTRAINT "sheet_upload_status" CHECK (status IN ('review', 'confirming', 'done', 'discarded'));
ALTER TABLE "sheet_uploads" ADD CONSTRAINT "sheet_upload_progress_in_total" CHECK (progress BETWEEN 0 AND total);
CREATE UNIQUE INDEX "one_sheet_per_content" ON "sheet_uploads" ("event_id", "company_id", "content_hash") WHERE status <> 'discarded';
ALTER TABLE "registration_groups" ADD CONSTRAINT "registration_group_status" CHECK (status IN ('draft', 'held', 'confirmed', 'cancelled', 'expired'));
ALTER TABLE "registration_groups" ADD CONSTRAINT "registration_group_only_held_expires" CHECK ((status IN ('draft','held')) = (hold_expires_at IS NOT NULL));
ALTER TABLE "registration_groups" ADD CONSTRAINT "registration_group_held_has_an_order" CHECK (status <> 'held' OR order_id IS NOT NULL);
CREATE UNIQUE INDEX "one_group_per_order" ON "registration_groups" ("order_id") WHERE order_id IS NOT NULL;
CREATE UNIQUE INDEX "one_draft_per_sheet" ON "registration_groups" ("upload_id") WHERE status = 'draft';
ALTER TABLE "sheet_rows" ADD CONSTRAINT "sheet_row_verdict" CHECK (verdict IN ('missing', 'wrong_number', 'repeated', 'not_allowed', 'waiting_list', 'new_person', 'ok', 'registered', 'left_out'));
CREATE UNIQUE INDEX "one_sheet_row_a_number" ON "sheet_rows" ("upload_id", "number");
ALTER TABLE "substitutions" ADD CONSTRAINT "substitution_of_two" CHECK (old_person_id <> new_person_id);
ALTER TABLE "wait_entries" ADD CONSTRAINT "wait_entry_status" CHECK (status IN ('waiting', 'offered', 'accepted', 'declined', 'expired', 'left', 'called_off'));
ALTER TABLE "wait_entries" ADD CONSTRAINT "wait_entry_verified_by" CHECK (verified_by IN ('', 'directory', 'coordinator', 'domain'));
ALTER TABLE "wait_entries" ADD CONSTRAINT "wait_entry_size" CHECK (size BETWEEN 1 AND 21);
ALTER TABLE "wait_entries" ADD CONSTRAINT "wait_entry_of_somebody" CHECK (person_id IS NOT NULL OR contact_name <> '');
ALTER TABLE "wait_entries" ADD CONSTRAINT "wait_entry_ended" CHECK ((status IN ('waiting','offered')) = (ended_at IS NULL));
CREATE UNIQUE INDEX "one_live_wait" ON "wait_entries" ("event_id", "person_id") WHERE person_id IS NOT NULL AND status IN ('waiting','offered');
ALTER TABLE "seat_offers" ADD CONSTRAINT "seat_offer_status" CHECK (status IN ('open', 'accepted', 'declined', 'expired', 'withdrawn'));
ALTER TABLE "seat_offers" ADD CONSTRAINT "seat_offer_of_seats" CHECK (seats >= 1);
ALTER TABLE "seat_offers" ADD CONSTRAINT "seat_offer_times_in_order" CHECK (expires_at > offered_at);
ALTER TABLE "seat_offers" ADD CONSTRAINT "seat_offer_ended" CHECK ((status = 'open') = (ended_at IS NULL));
CREATE UNIQUE INDEX "one_open_offer_per_entry" ON "seat_offers" ("entry_id") WHERE status = 'open';
ALTER TABLE "wait_passes" ADD CONSTRAINT "wait_pass_verdict" CHECK (verdict IN ('offered', 'full', 'no_room', 'over_limit'));
ALTER TABLE "benefits" ADD CONSTRAINT "benefit_class_is_known" CHECK (company_class IN ('regular', 'associate'));
ALTER TABLE "benefits" ADD CONSTRAINT "benefit_kind_is_known" CHECK (event_kind IN ('', 'conference', 'seminar', 'workshop', 'convention', 'forum', 'presentation', 'webinar', 'tournament', 'social', 'educational', 'meeting', 'assembly'));
ALTER TABLE "benefits" ADD CONSTRAINT "benefit_year" CHECK (year BETWEEN 2000 AND 2200);
ALTER TABLE "benefits" ADD CONSTRAINT "benefit_not_negative" CHECK (free_seats >= 0);
ALTER TABLE "benefit_counters" ADD CONSTRAINT "benefit_counter_not_negative" CHECK (used >= 0);
CREATE UNIQUE INDEX "one_live_benefit_use" ON "benefit_uses" ("registration_id") WHERE returned_at IS NULL;
ALTER TABLE "questions" ADD CONSTRAINT "question_per" CHECK (per IN ('order', 'ticket'));
ALTER TABLE "questions" ADD CONSTRAINT "question_has_words" CHECK (label_es <> '' AND kind <> '');
ALTER TABLE "questions" ADD CONSTRAINT "question_key" CHECK (key ~ '^q[0-9]{1,9}$');
CREATE UNIQUE INDEX "one_current_question_per_key" ON "questions" ("event_id", "key") WHERE retired_at IS NULL;
ALTER TABLE "answers" ADD CONSTRAINT "answer_of_a_person_or_a_group" CHECK ((registration_id IS NULL) <> (group_id IS NULL));
ALTER TABLE "approvals" ADD CONSTRAINT "approval_status" CHECK (status IN ('waiting', 'approved', 'declined', 'lapsed', 'withdrawn'));
ALTER TABLE "approvals" ADD CONSTRAINT "approval_decided" CHECK ((status = 'waiting') = (decided_at IS NULL));
CREATE UNIQUE INDEX "one_waiting_approval" ON "approvals" ("registration_id") WHERE status = 'waiting';
ALTER TABLE "company_requests" ADD CONSTRAINT "company_request_status" CHECK (status IN ('waiting', 'approved', 'declined', 'lapsed', 'withdrawn'));
ALTER TABLE "company_requests" ADD CONSTRAINT "company_request_decided" CHECK ((status = 'waiting') = (decided_at IS NULL));
CREATE UNIQUE INDEX "one_waiting_company_request" ON "company_requests" ("registration_id") WHERE status = 'waiting';
ALTER TABLE "company_limits" ADD CONSTRAINT "company_limit_per_person" CHECK (per_person IS NULL OR per_person >= 0);
ALTER TABLE "company_limits" ADD CONSTRAINT "company_limit_per_event" CHECK (per_event IS NULL OR per_event >= 0);
ALTER TABLE "company_limits" ADD CONSTRAINT "company_limit_currency" CHECK (currency IN ('MXN', 'USD'));
ALTER TABLE "coordinator_requests" ADD CONSTRAINT "coordinator_request_kind" CHECK (kind IN ('second', 'handover'));
ALTER TABLE "coordinator_requests" ADD CONSTRAINT "coordinator_request_status" CHECK (status IN ('waiting', 'approved', 'declined', 'withdrawn'));
ALTER TABLE "coordinator_requests" ADD CONSTRAINT "coordinator_request_email" CHECK (email = lower(email) AND email <> '');
ALTER TABLE "coordinator_requests" ADD CONSTRAINT "coordinator_request_decided" CHECK ((status = 'waiting') = (decided_at IS NULL));
CREATE UNIQUE INDEX "one_waiting_coordinator_request" ON "coordinator_requests" ("company_id", "email") WHERE status = 'waiting';
ALTER TABLE "teams" ADD CONSTRAINT "team_status" CHECK (status IN ('held', 'confirmed', 'withdrawn', 'cancelled', 'expired'));
ALTER TABLE "teams" ADD CONSTRAINT "team_colours" CHECK (colour ~ '^#[0-9a-f]{6}$' AND second_colour ~ '^#[0-9a-f]{6}$');
ALTER TABLE "teams" ADD CONSTRAINT "team_link_hash_whole" CHECK (length(link_hash) = 64);
ALTER TABLE "teams" ADD CONSTRAINT "team_held_until" CHECK (status <> 'held' OR hold_expires_at IS NOT NULL);
CREATE UNIQUE INDEX "one_live_team_per_name" ON "teams" ("division_id", "name_key") WHERE status IN ('held', 'confirmed', 'withdrawn');
CREATE UNIQUE INDEX "one_team_per_seed" ON "teams" ("division_id", "seed") WHERE seed IS NOT NULL AND status IN ('held', 'confirmed', 'withdrawn');
ALTER TABLE "players" ADD CONSTRAINT "player_gender" CHECK (gender IN ('woman', 'man', ''));
ALTER TABLE "players" ADD CONSTRAINT "player_confirmation" CHECK (confirmation IN ('pending', 'confirmed', 'rejected', 'not_needed'));
ALTER TABLE "players" ADD CONSTRAINT "player_number" CHECK (number IS NULL OR number BETWEEN 0 AND 999);
ALTER TABLE "players" ADD CONSTRAINT "player_code_hash_whole" CHECK (length(code_hash) = 64);
ALTER TABLE "players" ADD CONSTRAINT "player_shown_by_consent" CHECK (NOT shown OR consented_at IS NOT NULL);
CREATE UNIQUE INDEX "one_team_per_player" ON "players" ("division_id", "person_id") WHERE removed_at IS NULL;
CREATE UNIQUE INDEX "one_player_per_number" ON "players" ("team_id", "number") WHERE removed_at IS NULL AND number IS NOT NULL;
CREATE UNIQUE INDEX "one_captain_per_team" ON "players" ("team_id") WHERE removed_at IS NULL AND is_captain;
ALTER TABLE "venues" ADD CONSTRAINT "venue_has_a_name" CHECK (name <> '');
CREATE UNIQUE INDEX "one_field_per_name" ON "fields" ("venue_id", "name");
ALTER TABLE "field_windows" ADD CONSTRAINT "field_window_in_order" CHECK (ends_at > starts_at);
CREATE UNIQUE INDEX "one_referee_per_name" ON "referees" ("tournament_id", "name");
CREATE UNIQUE INDEX "one_match_per_number" ON "matches" ("division_id", "number");
ALTER TABLE "matches" ADD CONSTRAINT "match_status" CHECK (status IN ('waiting', 'ready', 'live', 'reported', 'disputed', 'final', 'not_needed'));
ALTER TABLE "matches" ADD CONSTRAINT "match_of_two_teams" CHECK (home_id IS NULL OR home_id <> away_id);
ALTER TABLE "matches" ADD CONSTRAINT "match_result_was_reported" CHECK ((result IS NULL) = (report IS NULL));
ALTER TABLE "matches" ADD CONSTRAINT "match_over_has_result" CHECK (status NOT IN ('reported', 'disputed', 'final') OR result IS NOT NULL);
ALTER TABLE "matches" ADD CONSTRAINT "match_winner_played" CHECK (winner_id IS NULL OR winner_id IN (home_id, away_id));
CREATE UNIQUE INDEX "one_match_per_field_and_hour" ON "matches" ("field_id", "starts_at") WHERE field_id IS NOT NULL AND starts_at IS NOT NULL AND status <> 'not_needed';
CREATE UNIQUE INDEX "one_log_entry_per_sequence" ON "division_log" ("division_id", "sequence");
ALTER TABLE "division_log" ADD CONSTRAINT "log_sequence_from_one" CHECK (sequence >= 1);
CREATE UNIQUE INDEX "one_incident_per_client_id" ON "match_incidents" ("match_id", "client_id");
ALTER TABLE "match_incidents" ADD CONSTRAINT "incident_kind" CHECK (kind IN ('score', 'own_goal', 'out', 'yellow', 'second_yellow', 'red', 'period', 'pause', 'resume', 'note', 'undo', 'amend'));
ALTER TABLE "match_incidents" ADD CONSTRAINT "incident_side" CHECK (side IS NULL OR side IN ('home', 'away'));
ALTER TABLE "match_incidents" ADD CONSTRAINT "incident_value" CHECK (value BETWEEN -20 AND 20);
ALTER TABLE "match_incidents" ADD CONSTRAINT "incident_minute" CHECK (minute IS NULL OR minute BETWEEN 0 AND 999);
ALTER TABLE "match_incidents" ADD CONSTRAINT "incident_names_another" CHECK (kind NOT IN ('undo', 'amend') OR names <> '');
CREATE UNIQUE INDEX "one_signature_per_side_and_report" ON "match_signatures" ("match_id", "report", "side");
CREATE UNIQUE INDEX "one_signature_per_client_id" ON "match_signatures" ("match_id", "client_id");
ALTER TABLE "match_signatures" ADD CONSTRAINT "signature_verdict" CHECK (verdict IN ('confirmed', 'disputed'));
ALTER TABLE "match_signatures" ADD CONSTRAINT "signature_side" CHECK (side IN ('home', 'away'));
ALTER TABLE "match_signatures" ADD CONSTRAINT "signature_drawing_size" CHECK (length(drawing) <= 20000);
ALTER TABLE "golf_sponsors" ADD CONSTRAINT "golf_sponsor_level" CHECK (level IN ('presenting', 'gold', 'silver', 'hole', 'friend'));
ALTER TABLE "golf_sponsors" ADD CONSTRAINT "golf_sponsor_status" CHECK (status IN ('held', 'confirmed', 'withdrawn', 'expired'));
ALTER TABLE "golf_sponsors" ADD CONSTRAINT "golf_sponsor_amount_not_negative" CHECK (net_amount >= 0);
ALTER TABLE "golf_sponsors" ADD CONSTRAINT "golf_sponsor_hole" CHECK (hole IS NULL OR hole BETWEEN 1 AND 36);
CREATE UNIQUE INDEX "one_live_golf_sponsor_per_hole" ON "golf_sponsors" ("tournament_id", "hole") WHERE status IN ('held', 'confirmed') AND hole IS NOT NULL;
ALTER TABLE "golf_extras" ADD CONSTRAINT "golf_extra_kind" CHECK (kind IN ('mulligan', 'raffle', 'other'));
ALTER TABLE "golf_extras" ADD CONSTRAINT "golf_extra_costs" CHECK (net_amount > 0);
ALTER TABLE "golf_extras" ADD CONSTRAINT "golf_extra_taken_in_quota" CHECK (taken >= 0 AND (quota IS NULL OR taken <= quota));
ALTER TABLE "golf_extras" ADD CONSTRAINT "golf_extra_per_team" CHECK (per_team BETWEEN 1 AND 500);
ALTER TABLE "golf_sales" ADD CONSTRAINT "golf_sale_status" CHECK (status IN ('held', 'confirmed', 'withdrawn', 'expired'));
ALTER TABLE "golf_sales" ADD CONSTRAINT "golf_sale_quantity" CHECK (quantity BETWEEN 1 AND 500);
ALTER TABLE "golf_sales" ADD CONSTRAINT "golf_sale_only_held_expires" CHECK ((status = 'held') = (hold_expires_at IS NOT NULL));
ALTER TABLE "golf_prizes" ADD CONSTRAINT "golf_prize_kind" CHECK (kind IN ('oyes', 'drive'));
ALTER TABLE "golf_prizes" ADD CONSTRAINT "golf_prize_hole" CHECK (hole BETWEEN 1 AND 36);
ALTER TABLE "golf_prizes" ADD CONSTRAINT "golf_prize_distance" CHECK (distance_cm IS NULL OR distance_cm BETWEEN 0 AND 50000);
ALTER TABLE "golf_prizes" ADD CONSTRAINT "golf_prize_mark_is_whole" CHECK ((distance_cm IS NULL) = (winner_name = ''));
CREATE UNIQUE INDEX "one_golf_prize_per_hole_and_kind" ON "golf_prizes" ("tournament_id", "kind", "hole");
CREATE TRIGGER scans_only_grow BEFORE UPDATE OR DELETE ON scans FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER scans_only_grow_whole BEFORE TRUNCATE ON scans EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER scan_undos_only_grow BEFORE UPDATE OR DELETE ON scan_undos FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER scan_undos_only_grow_whole BEFORE TRUNCATE ON scan_undos EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER scan_reviews_only_grow BEFORE UPDATE OR DELETE ON scan_reviews FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER scan_reviews_only_grow_whole BEFORE TRUNCATE ON scan_reviews EXECUTE FUNCTION refuse_to_rewrite();
CREATE TRIGGER ledger_transactions_only_grow BEFORE UPDATE OR DELETE ON ledger_transactions FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER ledger_transactions_only_grow_whole BEFORE TRUNCATE ON ledger_transactions EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER ledger_entries_only_grow BEFORE UPDATE OR DELETE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER ledger_entries_only_grow_whole BEFORE TRUNCATE ON ledger_entries EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER order_facts_only_grow BEFORE UPDATE OR DELETE ON order_facts FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER order_facts_only_grow_whole BEFORE TRUNCATE ON order_facts EXECUTE FUNCTION refuse_to_rewrite();
CREATE FUNCTION ledger_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM ledger_entries WHERE transaction_id = NEW.transaction_id GROUP BY currency HAVING sum(amount) <> 0) THEN RAISE EXCEPTION 'ledger transaction % does not balance', NEW.transaction_id USING ERRCODE = 'check_violation'; END IF; RETURN NULL; END $$; CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_must_balance(); INSERT INTO tax_rules (created_at, code, rate, name_es, name_en, valid_from, valid_to, fallback_code) VALUES (CURRENT_TIMESTAMP, 'IVA16', 0.16, 'IVA 16 %', 'VAT 16%', '2010-01-01', NULL, ''), (CURRENT_TIMESTAMP, 'IVA8', 0.08, 'IVA 8 % (región fronteriza)', 'VAT 8% (border region)', '2019-01-01', '2026-12-31', 'IVA16'), (CURRENT_TIMESTAMP, 'EXENTO', 0, 'Exento de IVA', 'VAT exempt', '2010-01-01', NULL, '') ON CONFLICT DO NOTHING;
CREATE TRIGGER division_log_only_grows BEFORE UPDATE OR DELETE ON division_log FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER division_log_only_grows_whole BEFORE TRUNCATE ON division_log EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER match_incidents_only_grow BEFORE UPDATE OR DELETE ON match_incidents FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER match_incidents_only_grow_whole BEFORE TRUNCATE ON match_incidents EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER match_signatures_only_grow BEFORE UPDATE OR DELETE ON match_signatures FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER match_signatures_only_grow_whole BEFORE TRUNCATE ON match_signatures EXECUTE FUNCTION refuse_to_rewrite();
CREATE TABLE "scholarship_calls" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "slug" VARCHAR(60) NOT NULL UNIQUE,
    "code" VARCHAR(8) NOT NULL UNIQUE,
    "name" VARCHAR(120) NOT NULL,
    "name_en" VARCHAR(120) NOT NULL,
    "year" INT NOT NULL,
    "edition" INT,
    "status" VARCHAR(10) NOT NULL,
    "opens_at" TIMESTAMPTZ NOT NULL,
    "closes_at" TIMESTAMPTZ NOT NULL,
    "extended_until" TIMESTAMPTZ,
    "results_at" TIMESTAMPTZ,
    "published_at" TIMESTAMPTZ,
    "currency" VARCHAR(3) NOT NULL,
    "budget" BIGINT NOT NULL,
    "rules" JSONB NOT NULL,
    "rubric" JSONB NOT NULL,
    "minimum_readings" INT NOT NULL,
    "rules_hash" VARCHAR(64) NOT NULL,
    "frozen_at" TIMESTAMPTZ,
    "privacy_version" VARCHAR(20) NOT NULL,
    "privacy_text" TEXT NOT NULL,
    "privacy_text_en" TEXT NOT NULL,
    "lottery_hash" VARCHAR(64) NOT NULL,
    "lottery_secret" TEXT NOT NULL,
    "lottery_draw" VARCHAR(200) NOT NULL,
    "lottery_drawn_at" TIMESTAMPTZ,
    "last_folio" INT NOT NULL,
    "committee_id" BIGINT NOT NULL REFERENCES "committees" ("id") ON DELETE RESTRICT,
    "copied_from_id" BIGINT REFERENCES "scholarship_calls" ("id") ON DELETE SET NULL
);
COMMENT ON COLUMN "scholarship_calls"."status" IS 'DRAFT: draft\nOPEN: open\nCLOSED: closed\nREVIEWING: reviewing\nDECIDING: deciding\nPUBLISHED: published\nFINISHED: finished\nCANCELLED: cancelled';
COMMENT ON TABLE "scholarship_calls" IS '`rules` and `rubric` are the JSON of calls/rules.py; `rules_hash` is empty until the call opens.';
CREATE TABLE "scholarship_applications" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "folio" VARCHAR(16) NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "source" VARCHAR(10) NOT NULL,
    "link_hash" VARCHAR(64) NOT NULL UNIQUE,
    "link_rotation" INT NOT NULL,
    "link_key_version" INT NOT NULL,
    "locale" VARCHAR(8) NOT NULL,
    "employee_number" VARCHAR(20) NOT NULL,
    "number_key" VARCHAR(20) NOT NULL,
    "guardian_given_name" VARCHAR(80) NOT NULL,
    "guardian_paternal_surname" VARCHAR(80) NOT NULL,
    "guardian_maternal_surname" VARCHAR(80) NOT NULL,
    "guardian_relationship" VARCHAR(10) NOT NULL,
    "guardian_phone" VARCHAR(16) NOT NULL,
    "guardian_email" VARCHAR(254) NOT NULL,
    "child_given_name" VARCHAR(80) NOT NULL,
    "child_paternal_surname" VARCHAR(80) NOT NULL,
    "child_maternal_surname" VARCHAR(80) NOT NULL,
    "child_birth" DATE,
    "child_sex" VARCHAR(1) NOT NULL,
    "curp_sealed" TEXT NOT NULL,
    "child_key" VARCHAR(64) NOT NULL,
    "level" VARCHAR(40) NOT NULL,
    "grade" INT,
    "school" VARCHAR(160) NOT NULL,
    "average" VARCHAR(12) NOT NULL,
    "failed" INT,
    "previous_awards" INT NOT NULL,
    "need_sealed" TEXT NOT NULL,
    "need_answered" INT NOT NULL,
    "essays" JSONB NOT NULL,
    "eligibility_reasons" JSONB NOT NULL,
    "revision" INT NOT NULL,
    "saved_at" TIMESTAMPTZ,
    "submitted_at" TIMESTAMPTZ,
    "ended_at" TIMESTAMPTZ,
    "ended_because" VARCHAR(300) NOT NULL,
    "erased_at" TIMESTAMPTZ,
    "call_id" BIGINT NOT NULL REFERENCES "scholarship_calls" ("id") ON DELETE RESTRICT,
    "company_id" BIGINT NOT NULL REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "guardian_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
);
CREATE INDEX "idx_scholarship_call_id_e04ff1" ON "scholarship_applications" ("call_id", "status");
CREATE INDEX "idx_scholarship_company_3387bf" ON "scholarship_applications" ("company_id");
CREATE INDEX "idx_scholarship_call_id_6d3f2b" ON "scholarship_applications" ("call_id", "company_id", "number_key");
COMMENT ON COLUMN "scholarship_applications"."status" IS 'DRAFT: draft\nSUBMITTED: submitted\nCORRECTION: correction\nELIGIBLE: eligible\nINELIGIBLE: ineligible\nWITHDRAWN: withdrawn\nLAPSED: lapsed';
COMMENT ON COLUMN "scholarship_applications"."source" IS 'FAMILY: family\nNOMINATION: nomination';
COMMENT ON TABLE "scholarship_applications" IS '`link_hash` is of the 26-character code in the family''s link (tokens.credential_code, kind \"application\").';
CREATE TABLE "scholarship_access_log" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "document_id" BIGINT,
    "seen" VARCHAR(12) NOT NULL,
    "actor" VARCHAR(60) NOT NULL,
    "why" VARCHAR(200) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "application_id" BIGINT NOT NULL REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_scholarship_applica_c17242" ON "scholarship_access_log" ("application_id", "at");
CREATE INDEX "idx_scholarship_actor_cfdb82" ON "scholarship_access_log" ("actor", "at");
COMMENT ON COLUMN "scholarship_access_log"."seen" IS 'APPLICATION: application\nDOCUMENT: document\nREDACTED: redacted\nIDENTITY: identity\nEXPORT: export';
COMMENT ON TABLE "scholarship_access_log" IS 'Who looked at which child''s file, and when; the chair of the committee may read it.';
CREATE TABLE "scholarship_appeals" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "text" TEXT NOT NULL,
    "filed_at" TIMESTAMPTZ NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "status" VARCHAR(8) NOT NULL,
    "answer" TEXT NOT NULL,
    "decided_by" VARCHAR(60) NOT NULL,
    "decided_at" TIMESTAMPTZ,
    "application_id" BIGINT NOT NULL UNIQUE REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "scholarship_appeals"."status" IS 'FILED: filed\nUPHELD: upheld\nREJECTED: rejected';
COMMENT ON TABLE "scholarship_appeals" IS 'A family asks for a decision to be looked at again, until the deadline, once.';
CREATE TABLE "scholarship_arco_requests" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(13) NOT NULL,
    "status" VARCHAR(8) NOT NULL,
    "text" TEXT NOT NULL,
    "filed_at" TIMESTAMPTZ NOT NULL,
    "due_on" DATE NOT NULL,
    "answer" TEXT NOT NULL,
    "answered_by" VARCHAR(60) NOT NULL,
    "answered_at" TIMESTAMPTZ,
    "application_id" BIGINT NOT NULL REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_scholarship_status_3c5297" ON "scholarship_arco_requests" ("status", "due_on");
COMMENT ON COLUMN "scholarship_arco_requests"."kind" IS 'ACCESS: access\nRECTIFICATION: rectification\nCANCELLATION: cancellation\nOPPOSITION: opposition';
COMMENT ON COLUMN "scholarship_arco_requests"."status" IS 'OPEN: open\nANSWERED: answered\nREFUSED: refused';
COMMENT ON TABLE "scholarship_arco_requests" IS 'Asked through the family''s own link, so that nobody asks for somebody else''s data.';
CREATE TABLE "scholarship_calibration_runs" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT NOT NULL,
    "method" VARCHAR(12) NOT NULL,
    "parameters" JSONB NOT NULL,
    "inputs" JSONB NOT NULL,
    "inputs_hash" VARCHAR(64) NOT NULL,
    "result" JSONB NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" VARCHAR(60) NOT NULL,
    "call_id" BIGINT NOT NULL REFERENCES "scholarship_calls" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scholarship_calibration_runs" IS 'One calibration of a call''s scores; `inputs` is the question of `compute calibration`, as its hash says.';
CREATE TABLE "scholarship_call_events" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" VARCHAR(60) NOT NULL,
    "reason" VARCHAR(500) NOT NULL,
    "detail" JSONB NOT NULL,
    "call_id" BIGINT NOT NULL REFERENCES "scholarship_calls" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_scholarship_call_id_7ef822" ON "scholarship_call_events" ("call_id", "at");
COMMENT ON COLUMN "scholarship_call_events"."kind" IS 'CREATED: created\nOPENED: opened\nEXTENDED: extended\nCLOSED: closed\nCORRECTED: corrected\nREVIEW: review\nDECIDING: deciding\nDRAW: draw\nPUBLISHED: published\nFINISHED: finished\nCANCELLED: cancelled';
COMMENT ON TABLE "scholarship_call_events" IS 'What happened to a call, when and why: the page shows it to everybody, and nothing rewrites it.';
CREATE TABLE "scholarship_consents" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "purpose" VARCHAR(30) NOT NULL,
    "giver" VARCHAR(10) NOT NULL,
    "notice_version" VARCHAR(20) NOT NULL,
    "given_at" TIMESTAMPTZ NOT NULL,
    "withdrawn_at" TIMESTAMPTZ,
    "application_id" BIGINT NOT NULL REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "scholarship_consents"."giver" IS 'GUARDIAN: guardian\nSTUDENT: student';
COMMENT ON TABLE "scholarship_consents" IS 'One purpose that the guardian, or the student of 18, agreed to: with which notice, and when.';
CREATE TABLE "scholarship_corrections" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "asked" JSONB NOT NULL,
    "message" VARCHAR(1000) NOT NULL,
    "asked_by" VARCHAR(60) NOT NULL,
    "asked_at" TIMESTAMPTZ NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "answered_at" TIMESTAMPTZ,
    "closed_at" TIMESTAMPTZ,
    "application_id" BIGINT NOT NULL REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scholarship_corrections" IS 'What the office asks a family to mend, and until when; one open request at a time.';
CREATE TABLE "scholarship_documents" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(40) NOT NULL,
    "part" INT NOT NULL,
    "content_type" VARCHAR(60) NOT NULL,
    "size" BIGINT NOT NULL,
    "pages" INT NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "scan" VARCHAR(10) NOT NULL,
    "scanned_at" TIMESTAMPTZ,
    "uploaded_at" TIMESTAMPTZ NOT NULL,
    "replaced_at" TIMESTAMPTZ,
    "removed_at" TIMESTAMPTZ,
    "verdict" VARCHAR(10) NOT NULL,
    "verdict_reason" VARCHAR(300) NOT NULL,
    "checked_by" VARCHAR(60) NOT NULL,
    "checked_at" TIMESTAMPTZ,
    "redacted_boxes" JSONB NOT NULL,
    "redacted_by" VARCHAR(60) NOT NULL,
    "redacted_at" TIMESTAMPTZ,
    "application_id" BIGINT NOT NULL REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT,
    "file_id" BIGINT REFERENCES "stored_files" ("id") ON DELETE SET NULL,
    "redacted_id" BIGINT REFERENCES "stored_files" ("id") ON DELETE SET NULL
);
CREATE INDEX "idx_scholarship_applica_42096a" ON "scholarship_documents" ("application_id", "kind");
COMMENT ON COLUMN "scholarship_documents"."scan" IS 'PENDING: pending\nCLEAN: clean\nUNSCANNED: unscanned\nINFECTED: infected';
COMMENT ON COLUMN "scholarship_documents"."verdict" IS 'PENDING: pending\nACCEPTED: accepted\nREJECTED: rejected';
COMMENT ON TABLE "scholarship_documents" IS 'One page or file of a kind of document; the current ones have neither `replaced_at` nor `removed_at`.';
CREATE TABLE "scholarship_donors" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(160) NOT NULL,
    "public_name" VARCHAR(160) NOT NULL,
    "is_public" BOOL NOT NULL,
    "email" VARCHAR(254) NOT NULL,
    "locale" VARCHAR(8) NOT NULL,
    "company_id" BIGINT REFERENCES "companies" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scholarship_donors" IS 'Who gives. `is_public` and `public_name` say whether and how the page of thanks names them.';
CREATE TABLE "scholarship_eligibility_runs" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" VARCHAR(60) NOT NULL,
    "rules_hash" VARCHAR(64) NOT NULL,
    "inputs_hash" VARCHAR(64) NOT NULL,
    "reasons" JSONB NOT NULL,
    "call_id" BIGINT NOT NULL REFERENCES "scholarship_calls" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scholarship_eligibility_runs" IS 'One examination of the applications against the frozen rules; a later run stands beside it, never over it.';
CREATE TABLE "scholarship_employment_answers" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "works_here" BOOL NOT NULL,
    "hired_on" DATE,
    "answered_by" VARCHAR(60) NOT NULL,
    "answered_at" TIMESTAMPTZ NOT NULL,
    "application_id" BIGINT NOT NULL UNIQUE REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT,
    "company_id" BIGINT NOT NULL REFERENCES "companies" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scholarship_employment_answers" IS 'The company''s one answer about the employee: works here or not, and since when.';
CREATE TABLE "scholarship_fund_sources" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(8) NOT NULL,
    "name" VARCHAR(160) NOT NULL,
    "reference" VARCHAR(60)  UNIQUE,
    "year" INT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "closed_at" TIMESTAMPTZ
);
COMMENT ON COLUMN "scholarship_fund_sources"."kind" IS 'GOLF: golf\nDONOR: donor\nOTHER: other';
COMMENT ON TABLE "scholarship_fund_sources" IS 'A purse in one currency. `reference` names what it is filled from, such as \"event:12\" for a golf tournament.';
CREATE TABLE "scholarship_donations" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "received_on" DATE NOT NULL,
    "reference" VARCHAR(120) NOT NULL,
    "note" VARCHAR(300) NOT NULL,
    "recorded_by" VARCHAR(60) NOT NULL,
    "donor_id" BIGINT REFERENCES "scholarship_donors" ("id") ON DELETE RESTRICT,
    "source_id" BIGINT NOT NULL REFERENCES "scholarship_fund_sources" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scholarship_donations" IS 'Money that came into a purse, in its own currency; money given back is a row of its own, below zero.';
CREATE TABLE "scholarship_letters" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(8) NOT NULL,
    "code_hash" VARCHAR(64) NOT NULL UNIQUE,
    "issued_at" TIMESTAMPTZ NOT NULL,
    "opened_at" TIMESTAMPTZ,
    "application_id" BIGINT NOT NULL REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT,
    "file_id" BIGINT REFERENCES "stored_files" ("id") ON DELETE SET NULL
);
COMMENT ON COLUMN "scholarship_letters"."kind" IS 'AWARDED: awarded\nWAITING: waiting\nREJECTED: rejected';
COMMENT ON TABLE "scholarship_letters" IS 'A letter to a family; `code_hash` is of the code in its signed link.';
CREATE TABLE "scholarship_masked_essays" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "key" VARCHAR(40) NOT NULL,
    "source_digest" VARCHAR(64) NOT NULL,
    "text" TEXT NOT NULL,
    "masked" INT NOT NULL,
    "checked_by" VARCHAR(60) NOT NULL,
    "checked_at" TIMESTAMPTZ,
    "application_id" BIGINT NOT NULL REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scholarship_masked_essays" IS 'An essay without names: `text` is what the engine hid and a person of the office read; unchecked until then.';
CREATE TABLE "scholarship_nominations" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "employee_number" VARCHAR(20) NOT NULL,
    "number_key" VARCHAR(20) NOT NULL,
    "employee_name" VARCHAR(240) NOT NULL,
    "surname_key" VARCHAR(160) NOT NULL,
    "child_name" VARCHAR(240) NOT NULL,
    "child_name_key" VARCHAR(240) NOT NULL,
    "email" VARCHAR(254) NOT NULL,
    "phone" VARCHAR(16) NOT NULL,
    "nominated_by" VARCHAR(60) NOT NULL,
    "nominated_at" TIMESTAMPTZ NOT NULL,
    "application_id" BIGINT REFERENCES "scholarship_applications" ("id") ON DELETE SET NULL,
    "call_id" BIGINT NOT NULL REFERENCES "scholarship_calls" ("id") ON DELETE RESTRICT,
    "company_id" BIGINT NOT NULL REFERENCES "companies" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scholarship_nominations" IS 'An employee''s child that the company proposed by spreadsheet; `child_name_key` tells two children apart.';
CREATE TABLE "scholarship_payment_orders" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "total" BIGINT NOT NULL,
    "made_by" VARCHAR(60) NOT NULL,
    "made_at" TIMESTAMPTZ NOT NULL,
    "call_id" BIGINT NOT NULL REFERENCES "scholarship_calls" ("id") ON DELETE RESTRICT,
    "file_id" BIGINT REFERENCES "stored_files" ("id") ON DELETE SET NULL
);
COMMENT ON TABLE "scholarship_payment_orders" IS 'A batch of instalments handed to accounting as a file.';
CREATE TABLE "scholarship_rankings" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT NOT NULL,
    "inputs" JSONB NOT NULL,
    "inputs_hash" VARCHAR(64) NOT NULL,
    "companies" JSONB NOT NULL,
    "ranked" JSONB NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" VARCHAR(60) NOT NULL,
    "call_id" BIGINT NOT NULL REFERENCES "scholarship_calls" ("id") ON DELETE RESTRICT,
    "run_id" BIGINT NOT NULL REFERENCES "scholarship_calibration_runs" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scholarship_rankings" IS 'The order that came of a calibration run.';
CREATE TABLE "scholarship_meetings" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT NOT NULL,
    "status" VARCHAR(8) NOT NULL,
    "starts_at" TIMESTAMPTZ NOT NULL,
    "place" VARCHAR(160) NOT NULL,
    "quorum" INT NOT NULL,
    "opened_at" TIMESTAMPTZ,
    "closed_at" TIMESTAMPTZ,
    "decides" BOOL NOT NULL,
    "signed_at" TIMESTAMPTZ,
    "minutes_hash" VARCHAR(64) NOT NULL,
    "call_id" BIGINT NOT NULL REFERENCES "scholarship_calls" ("id") ON DELETE RESTRICT,
    "chair_id" BIGINT NOT NULL REFERENCES "users" ("id") ON DELETE RESTRICT,
    "minutes_id" BIGINT REFERENCES "stored_files" ("id") ON DELETE RESTRICT,
    "ranking_id" BIGINT REFERENCES "scholarship_rankings" ("id") ON DELETE RESTRICT,
    "second_id" BIGINT REFERENCES "users" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "scholarship_meetings"."status" IS 'PLANNED: planned\nOPEN: open\nCLOSED: closed\nSIGNED: signed';
COMMENT ON TABLE "scholarship_meetings" IS 'A meeting of the committee; one that ended with files to read again signs its minutes but decides nothing.';
CREATE TABLE "scholarship_attendances" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "arrived_at" TIMESTAMPTZ NOT NULL,
    "left_at" TIMESTAMPTZ,
    "meeting_id" BIGINT NOT NULL REFERENCES "scholarship_meetings" ("id") ON DELETE RESTRICT,
    "user_id" BIGINT NOT NULL REFERENCES "users" ("id") ON DELETE RESTRICT
);
CREATE TABLE "scholarship_decisions" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "verdict" VARCHAR(8) NOT NULL,
    "position" INT NOT NULL,
    "readings" INT NOT NULL,
    "reason" VARCHAR(300) NOT NULL,
    "because" JSONB NOT NULL,
    "amount" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "application_id" BIGINT NOT NULL REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT,
    "call_id" BIGINT NOT NULL REFERENCES "scholarship_calls" ("id") ON DELETE RESTRICT,
    "decided_by_id" BIGINT NOT NULL REFERENCES "users" ("id") ON DELETE RESTRICT,
    "meeting_id" BIGINT NOT NULL REFERENCES "scholarship_meetings" ("id") ON DELETE RESTRICT,
    "ranking_id" BIGINT NOT NULL REFERENCES "scholarship_rankings" ("id") ON DELETE RESTRICT,
    "seconded_by_id" BIGINT NOT NULL REFERENCES "users" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "scholarship_decisions"."verdict" IS 'AWARDED: awarded\nWAITING: waiting\nREJECTED: rejected';
COMMENT ON TABLE "scholarship_decisions" IS 'What was decided for one application and by which two people; `because` is the reason as the engine gave it.';
CREATE TABLE "scholarship_awards" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "level" VARCHAR(40) NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "offered_at" TIMESTAMPTZ NOT NULL,
    "answer_by" TIMESTAMPTZ NOT NULL,
    "answered_at" TIMESTAMPTZ,
    "ended_at" TIMESTAMPTZ,
    "ended_because" VARCHAR(300) NOT NULL,
    "application_id" BIGINT NOT NULL UNIQUE REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT,
    "call_id" BIGINT NOT NULL REFERENCES "scholarship_calls" ("id") ON DELETE RESTRICT,
    "decision_id" BIGINT NOT NULL REFERENCES "scholarship_decisions" ("id") ON DELETE RESTRICT,
    "promoted_from_id" BIGINT REFERENCES "scholarship_awards" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_scholarship_call_id_6c9d55" ON "scholarship_awards" ("call_id", "status");
COMMENT ON COLUMN "scholarship_awards"."status" IS 'OFFERED: offered\nACCEPTED: accepted\nDECLINED: declined\nLAPSED: lapsed\nPAID: paid\nRETURNED: returned';
COMMENT ON TABLE "scholarship_awards" IS 'One scholarship of one application. Whoever was promoted from the waiting list has `promoted_from`.';
CREATE TABLE "scholarship_allocations" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "released_at" TIMESTAMPTZ,
    "award_id" BIGINT NOT NULL REFERENCES "scholarship_awards" ("id") ON DELETE RESTRICT,
    "source_id" BIGINT NOT NULL REFERENCES "scholarship_fund_sources" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scholarship_allocations" IS 'So many centavos of this award come from that purse; released when the award falls.';
CREATE TABLE "scholarship_instalments" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "due_on" DATE NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "proof_accepted_by" VARCHAR(60) NOT NULL,
    "paid_at" TIMESTAMPTZ,
    "reference" VARCHAR(80) NOT NULL,
    "award_id" BIGINT NOT NULL REFERENCES "scholarship_awards" ("id") ON DELETE RESTRICT,
    "order_id" BIGINT REFERENCES "scholarship_payment_orders" ("id") ON DELETE RESTRICT,
    "proof_id" BIGINT REFERENCES "scholarship_documents" ("id") ON DELETE SET NULL
);
COMMENT ON COLUMN "scholarship_instalments"."status" IS 'PLANNED: planned\nREADY: ready\nORDERED: ordered\nPAID: paid\nRETURNED: returned\nCANCELLED: cancelled';
COMMENT ON TABLE "scholarship_instalments" IS 'A part of an award, payable once the office has accepted a proof of enrolment.';
CREATE TABLE "scholarship_motions" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT NOT NULL,
    "text" VARCHAR(500) NOT NULL,
    "text_en" VARCHAR(500) NOT NULL,
    "change" JSONB NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "opened_at" TIMESTAMPTZ NOT NULL,
    "closed_at" TIMESTAMPTZ,
    "meeting_id" BIGINT NOT NULL REFERENCES "scholarship_meetings" ("id") ON DELETE RESTRICT,
    "proposed_by_id" BIGINT NOT NULL REFERENCES "users" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "scholarship_motions"."status" IS 'OPEN: open\nCARRIED: carried\nREJECTED: rejected\nWITHDRAWN: withdrawn';
COMMENT ON TABLE "scholarship_motions" IS 'What was put to the vote; `change` is what it does to the awards when it carries (empty for a statement).';
CREATE TABLE "scholarship_renewals" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "period" VARCHAR(40) NOT NULL,
    "status" VARCHAR(8) NOT NULL,
    "average" VARCHAR(12) NOT NULL,
    "amount" BIGINT NOT NULL,
    "due_on" DATE NOT NULL,
    "decided_by" VARCHAR(60) NOT NULL,
    "decided_at" TIMESTAMPTZ,
    "reason" VARCHAR(300) NOT NULL,
    "award_id" BIGINT NOT NULL REFERENCES "scholarship_awards" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "scholarship_renewals"."status" IS 'ASKED: asked\nRENEWED: renewed\nENDED: ended';
COMMENT ON TABLE "scholarship_renewals" IS 'Whether an award goes on for another period.';
CREATE TABLE "scholarship_rounds" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "kind" VARCHAR(12) NOT NULL,
    "number" INT NOT NULL,
    "status" VARCHAR(8) NOT NULL,
    "opened_at" TIMESTAMPTZ NOT NULL,
    "closes_at" TIMESTAMPTZ,
    "closed_at" TIMESTAMPTZ,
    "seed" VARCHAR(64) NOT NULL,
    "inputs_hash" VARCHAR(64) NOT NULL,
    "call_id" BIGINT NOT NULL REFERENCES "scholarship_calls" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "scholarship_rounds"."kind" IS 'CALIBRATION: calibration\nREADING: reading\nFURTHER: further';
COMMENT ON COLUMN "scholarship_rounds"."status" IS 'OPEN: open\nCLOSED: closed';
COMMENT ON TABLE "scholarship_rounds" IS 'A phase of the reading; once it is closed the database takes no more scores for it.';
CREATE TABLE "scholarship_review_settings" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "seed" VARCHAR(64) NOT NULL,
    "third_reading_range" VARCHAR(12) NOT NULL,
    "awards_expected" INT,
    "call_id" BIGINT NOT NULL UNIQUE REFERENCES "scholarship_calls" ("id") ON DELETE CASCADE,
    "deputy_id" BIGINT REFERENCES "users" ("id") ON DELETE SET NULL
);
COMMENT ON TABLE "scholarship_review_settings" IS 'How a call is read: who stands in for the chair''s conflicts, and when one more reader reads.';
CREATE TABLE "scholarship_reviewers" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "code" VARCHAR(8) NOT NULL,
    "status" VARCHAR(8) NOT NULL,
    "has_no_company" BOOL NOT NULL,
    "has_no_relatives" BOOL NOT NULL,
    "declared_at" TIMESTAMPTZ,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE NOT NULL,
    "max_load" INT,
    "left_at" TIMESTAMPTZ,
    "left_because" VARCHAR(300) NOT NULL,
    "call_id" BIGINT NOT NULL REFERENCES "scholarship_calls" ("id") ON DELETE RESTRICT,
    "company_id" BIGINT REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "person_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
    "user_id" BIGINT NOT NULL REFERENCES "users" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "scholarship_reviewers"."status" IS 'INVITED: invited\nACTIVE: active\nLEFT: left';
COMMENT ON TABLE "scholarship_reviewers" IS 'A member of the committee who reads one year''s files. `code` is how boards and engines call this reader.';
CREATE TABLE "scholarship_assignments" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "reading" INT NOT NULL,
    "position" INT NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "returned_because" VARCHAR(10) NOT NULL,
    "returned_note" VARCHAR(300) NOT NULL,
    "assigned_at" TIMESTAMPTZ NOT NULL,
    "started_at" TIMESTAMPTZ,
    "finished_at" TIMESTAMPTZ,
    "returned_at" TIMESTAMPTZ,
    "reminded_at" TIMESTAMPTZ,
    "application_id" BIGINT NOT NULL REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT,
    "reviewer_id" BIGINT NOT NULL REFERENCES "scholarship_reviewers" ("id") ON DELETE RESTRICT,
    "round_id" BIGINT NOT NULL REFERENCES "scholarship_rounds" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_scholarship_reviewe_641449" ON "scholarship_assignments" ("reviewer_id", "status");
CREATE INDEX "idx_scholarship_applica_32f9a9" ON "scholarship_assignments" ("application_id", "status");
COMMENT ON COLUMN "scholarship_assignments"."status" IS 'ASSIGNED: assigned\nSTARTED: started\nDONE: done\nRETURNED: returned';
COMMENT ON TABLE "scholarship_assignments" IS 'One reading of one application by one reviewer.';
CREATE TABLE "scholarship_conflicts" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "source" VARCHAR(10) NOT NULL,
    "reason" VARCHAR(300) NOT NULL,
    "declared_by" VARCHAR(60) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "application_id" BIGINT NOT NULL REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT,
    "reviewer_id" BIGINT NOT NULL REFERENCES "scholarship_reviewers" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "scholarship_conflicts"."source" IS 'COMPANY: company\nRELATIVE: relative\nDECLARED: declared\nCHAIR: chair';
COMMENT ON TABLE "scholarship_conflicts" IS 'This reviewer may not read this application; no vote and no chair lifts it.';
CREATE TABLE "scholarship_relatives" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "name" VARCHAR(240) NOT NULL,
    "name_key" VARCHAR(240) NOT NULL,
    "relationship" VARCHAR(60) NOT NULL,
    "declared_at" TIMESTAMPTZ NOT NULL,
    "withdrawn_at" TIMESTAMPTZ,
    "company_id" BIGINT REFERENCES "companies" ("id") ON DELETE RESTRICT,
    "reviewer_id" BIGINT NOT NULL REFERENCES "scholarship_reviewers" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "scholarship_relatives" IS 'A relative whom a reviewer declared, compared with guardians and children; nobody else sees the list.';
CREATE TABLE "scholarship_review_comments" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "version" INT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "assignment_id" BIGINT NOT NULL REFERENCES "scholarship_assignments" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scholarship_review_comments" IS 'A reader''s words for the committee; the newest version counts.';
CREATE TABLE "scholarship_sample_files" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT NOT NULL,
    "facts" JSONB NOT NULL,
    "essays" JSONB NOT NULL,
    "reference" JSONB NOT NULL,
    "call_id" BIGINT NOT NULL REFERENCES "scholarship_calls" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scholarship_sample_files" IS 'An invented file on which readers practise; `reference` is the committee''s agreed answer per criterion.';
CREATE TABLE "scholarship_sample_scores" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "criterion" VARCHAR(40) NOT NULL,
    "value" SMALLINT,
    "not_applicable" BOOL NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "reviewer_id" BIGINT NOT NULL REFERENCES "scholarship_reviewers" ("id") ON DELETE CASCADE,
    "sample_id" BIGINT NOT NULL REFERENCES "scholarship_sample_files" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "scholarship_sample_scores" IS 'What a reader gave a sample file in the calibration round.';
CREATE TABLE "scholarship_score_versions" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "criterion" VARCHAR(40) NOT NULL,
    "version" INT NOT NULL,
    "value" SMALLINT,
    "not_applicable" BOOL NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "application_id" BIGINT NOT NULL REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT,
    "assignment_id" BIGINT NOT NULL REFERENCES "scholarship_assignments" ("id") ON DELETE RESTRICT,
    "reviewer_id" BIGINT NOT NULL REFERENCES "scholarship_reviewers" ("id") ON DELETE RESTRICT
);
CREATE INDEX "idx_scholarship_assignm_9846e7" ON "scholarship_score_versions" ("assignment_id");
COMMENT ON TABLE "scholarship_score_versions" IS 'One answer to one criterion; a change is a new version, and the highest version is the one that counts.';
CREATE TABLE "scholarship_submissions" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "number" INT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "digest" VARCHAR(64) NOT NULL,
    "application_id" BIGINT NOT NULL REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scholarship_submissions" IS 'One sending of an application: the digest of all that was sent, so that the receipt can be proved.';
CREATE TABLE "scholarship_verified_facts" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "key" VARCHAR(40) NOT NULL,
    "value" VARCHAR(200) NOT NULL,
    "verified_by" VARCHAR(60) NOT NULL,
    "verified_at" TIMESTAMPTZ NOT NULL,
    "application_id" BIGINT NOT NULL REFERENCES "scholarship_applications" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "scholarship_verified_facts" IS 'A value (average, grade …) that the office read in the documents and typed: what readers and rules go by.';
CREATE TABLE "scholarship_votes" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "choice" VARCHAR(8) NOT NULL,
    "recorded_by" VARCHAR(60) NOT NULL,
    "dissent" VARCHAR(1000) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "motion_id" BIGINT NOT NULL REFERENCES "scholarship_motions" ("id") ON DELETE RESTRICT,
    "user_id" BIGINT NOT NULL REFERENCES "users" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "scholarship_votes"."choice" IS 'YES: yes\nNO: no\nABSTAIN: abstain';
COMMENT ON TABLE "scholarship_votes" IS 'One member''s vote, by whom it was recorded; `dissent` is what the member wants to stand in the minutes.';
ALTER TABLE "scholarship_calls" ADD CONSTRAINT "call_status" CHECK (status IN ('draft', 'open', 'closed', 'reviewing', 'deciding', 'published', 'finished', 'cancelled'));
ALTER TABLE "scholarship_calls" ADD CONSTRAINT "call_closes_after_it_opens" CHECK (closes_at > opens_at);
ALTER TABLE "scholarship_calls" ADD CONSTRAINT "call_is_only_ever_longer" CHECK (extended_until IS NULL OR extended_until > closes_at);
ALTER TABLE "scholarship_calls" ADD CONSTRAINT "call_budget_not_negative" CHECK (budget >= 0);
ALTER TABLE "scholarship_calls" ADD CONSTRAINT "call_currency" CHECK (currency IN ('MXN', 'USD'));
ALTER TABLE "scholarship_calls" ADD CONSTRAINT "call_readings" CHECK (minimum_readings BETWEEN 1 AND 9);
ALTER TABLE "scholarship_calls" ADD CONSTRAINT "call_year" CHECK (year BETWEEN 1950 AND 2200);
ALTER TABLE "scholarship_calls" ADD CONSTRAINT "call_folios_count_up" CHECK (last_folio >= 0);
ALTER TABLE "scholarship_calls" ADD CONSTRAINT "call_code_is_short" CHECK (code ~ '^[A-Z0-9]{2,8}$');
ALTER TABLE "scholarship_calls" ADD CONSTRAINT "call_rules_hash_is_a_hash" CHECK (rules_hash = '' OR rules_hash ~ '^[0-9a-f]{64}$');
ALTER TABLE "scholarship_calls" ADD CONSTRAINT "call_frozen_has_a_hash" CHECK ((rules_hash <> '') = (frozen_at IS NOT NULL));
ALTER TABLE "scholarship_calls" ADD CONSTRAINT "call_open_is_frozen" CHECK (status IN ('draft', 'cancelled') OR (rules_hash <> '' AND lottery_hash <> '' AND privacy_version <> ''));
ALTER TABLE "scholarship_calls" ADD CONSTRAINT "call_published_has_a_moment" CHECK ((status IN ('published', 'finished')) = (published_at IS NOT NULL));
ALTER TABLE "scholarship_call_events" ADD CONSTRAINT "call_event_kind" CHECK (kind IN ('created', 'opened', 'extended', 'closed', 'corrected', 'review', 'deciding', 'draw', 'published', 'finished', 'cancelled'));
ALTER TABLE "scholarship_call_events" ADD CONSTRAINT "call_event_says_why" CHECK (kind NOT IN ('extended', 'cancelled', 'corrected') OR reason <> '');
ALTER TABLE "scholarship_applications" ADD CONSTRAINT "application_status" CHECK (status IN ('draft', 'submitted', 'correction', 'eligible', 'ineligible', 'withdrawn', 'lapsed'));
ALTER TABLE "scholarship_applications" ADD CONSTRAINT "application_source" CHECK (source IN ('family', 'nomination'));
ALTER TABLE "scholarship_applications" ADD CONSTRAINT "application_relationship" CHECK (guardian_relationship IN ('', 'mother', 'father', 'guardian'));
ALTER TABLE "scholarship_applications" ADD CONSTRAINT "application_sex" CHECK (child_sex IN ('', 'M', 'H', 'X'));
CREATE UNIQUE INDEX "one_live_application_per_child" ON "scholarship_applications" ("call_id", "child_key") WHERE child_key <> '' AND status IN ('submitted', 'correction', 'eligible', 'ineligible');
CREATE UNIQUE INDEX "one_folio_per_call" ON "scholarship_applications" ("call_id", "folio") WHERE folio <> '';
ALTER TABLE "scholarship_applications" ADD CONSTRAINT "application_link_is_a_hash" CHECK (link_hash ~ '^[0-9a-f]{64}$');
ALTER TABLE "scholarship_applications" ADD CONSTRAINT "application_child_key_is_a_hash" CHECK (child_key = '' OR child_key ~ '^[0-9a-f]{64}$');
ALTER TABLE "scholarship_applications" ADD CONSTRAINT "application_average_is_exact" CHECK (average = '' OR average ~ '^[0-9]{1,3}(\.[0-9]{1,6})?$');
ALTER TABLE "scholarship_applications" ADD CONSTRAINT "application_grade" CHECK (grade IS NULL OR grade BETWEEN 1 AND 12);
ALTER TABLE "scholarship_applications" ADD CONSTRAINT "application_failed" CHECK (failed IS NULL OR failed BETWEEN 0 AND 30);
ALTER TABLE "scholarship_applications" ADD CONSTRAINT "application_previous_awards" CHECK (previous_awards BETWEEN 0 AND 20);
ALTER TABLE "scholarship_applications" ADD CONSTRAINT "application_sent_has_a_folio" CHECK (status IN ('draft', 'withdrawn', 'lapsed') OR (folio <> '' AND submitted_at IS NOT NULL));
ALTER TABLE "scholarship_applications" ADD CONSTRAINT "application_sent_has_a_child" CHECK (status IN ('draft', 'withdrawn', 'lapsed') OR erased_at IS NOT NULL OR child_key <> '');
ALTER TABLE "scholarship_applications" ADD CONSTRAINT "application_ended_at" CHECK ((status IN ('withdrawn', 'lapsed')) = (ended_at IS NOT NULL));
CREATE UNIQUE INDEX "one_submission_per_number" ON "scholarship_submissions" ("application_id", "number");
ALTER TABLE "scholarship_submissions" ADD CONSTRAINT "submission_from_one" CHECK (number >= 1);
ALTER TABLE "scholarship_submissions" ADD CONSTRAINT "submission_digest" CHECK (digest ~ '^[0-9a-f]{64}$');
ALTER TABLE "scholarship_documents" ADD CONSTRAINT "document_scan" CHECK (scan IN ('pending', 'clean', 'unscanned', 'infected'));
ALTER TABLE "scholarship_documents" ADD CONSTRAINT "document_verdict" CHECK (verdict IN ('pending', 'accepted', 'rejected'));
CREATE UNIQUE INDEX "one_current_document" ON "scholarship_documents" ("application_id", "kind", "part") WHERE replaced_at IS NULL AND removed_at IS NULL;
ALTER TABLE "scholarship_documents" ADD CONSTRAINT "document_size" CHECK (size > 0 AND pages BETWEEN 1 AND 60 AND part BETWEEN 1 AND 9);
ALTER TABLE "scholarship_documents" ADD CONSTRAINT "document_digest" CHECK (sha256 ~ '^[0-9a-f]{64}$');
ALTER TABLE "scholarship_documents" ADD CONSTRAINT "document_rejected_says_why" CHECK (verdict <> 'rejected' OR verdict_reason <> '');
ALTER TABLE "scholarship_documents" ADD CONSTRAINT "document_checked_has_a_moment" CHECK ((verdict <> 'pending') = (checked_at IS NOT NULL));
ALTER TABLE "scholarship_consents" ADD CONSTRAINT "consent_giver" CHECK (giver IN ('guardian', 'student'));
CREATE UNIQUE INDEX "one_consent_in_force" ON "scholarship_consents" ("application_id", "purpose", "giver") WHERE withdrawn_at IS NULL;
ALTER TABLE "scholarship_consents" ADD CONSTRAINT "consent_names_its_notice" CHECK (notice_version <> '');
ALTER TABLE "scholarship_consents" ADD CONSTRAINT "consent_moments_in_order" CHECK (withdrawn_at IS NULL OR withdrawn_at >= given_at);
ALTER TABLE "scholarship_employment_answers" ADD CONSTRAINT "employment_answer_has_a_day" CHECK (NOT works_here OR hired_on IS NOT NULL);
CREATE UNIQUE INDEX "one_nomination_per_child" ON "scholarship_nominations" ("call_id", "company_id", "number_key", "child_name_key");
CREATE UNIQUE INDEX "one_fact_per_key" ON "scholarship_verified_facts" ("application_id", "key");
CREATE UNIQUE INDEX "one_masked_essay_per_key" ON "scholarship_masked_essays" ("application_id", "key");
ALTER TABLE "scholarship_masked_essays" ADD CONSTRAINT "masked_essay_checked_by_somebody" CHECK ((checked_by <> '') = (checked_at IS NOT NULL));
CREATE UNIQUE INDEX "one_open_correction" ON "scholarship_corrections" ("application_id") WHERE closed_at IS NULL;
ALTER TABLE "scholarship_corrections" ADD CONSTRAINT "correction_gives_time" CHECK (due_at > asked_at AND message <> '');
ALTER TABLE "scholarship_access_log" ADD CONSTRAINT "access_log_seen" CHECK (seen IN ('application', 'document', 'redacted', 'identity', 'export'));
ALTER TABLE "scholarship_review_settings" ADD CONSTRAINT "review_awards_expected" CHECK (awards_expected IS NULL OR awards_expected BETWEEN 1 AND 2000);
ALTER TABLE "scholarship_review_settings" ADD CONSTRAINT "review_range_is_exact" CHECK (third_reading_range ~ '^([1-4](\.[0-9]{1,3})?|0\.[0-9]{1,3}|)$');
ALTER TABLE "scholarship_reviewers" ADD CONSTRAINT "reviewer_status" CHECK (status IN ('invited', 'active', 'left'));
CREATE UNIQUE INDEX "one_reviewer_per_call" ON "scholarship_reviewers" ("call_id", "user_id");
CREATE UNIQUE INDEX "one_reviewer_code_per_call" ON "scholarship_reviewers" ("call_id", "code");
ALTER TABLE "scholarship_reviewers" ADD CONSTRAINT "reviewer_term_in_order" CHECK (ends_on >= starts_on);
ALTER TABLE "scholarship_reviewers" ADD CONSTRAINT "reviewer_max_load" CHECK (max_load IS NULL OR max_load BETWEEN 0 AND 2000);
ALTER TABLE "scholarship_reviewers" ADD CONSTRAINT "reviewer_declared_before_reading" CHECK (status <> 'active' OR declared_at IS NOT NULL);
ALTER TABLE "scholarship_reviewers" ADD CONSTRAINT "reviewer_left_at" CHECK ((status = 'left') = (left_at IS NOT NULL));
ALTER TABLE "scholarship_relatives" ADD CONSTRAINT "relative_has_a_name" CHECK (name <> '' AND name_key <> '');
ALTER TABLE "scholarship_conflicts" ADD CONSTRAINT "conflict_source" CHECK (source IN ('company', 'relative', 'declared', 'chair'));
CREATE UNIQUE INDEX "one_conflict_per_pair" ON "scholarship_conflicts" ("application_id", "reviewer_id");
CREATE UNIQUE INDEX "one_sample_per_number" ON "scholarship_sample_files" ("call_id", "number");
CREATE UNIQUE INDEX "one_sample_score" ON "scholarship_sample_scores" ("sample_id", "reviewer_id", "criterion");
ALTER TABLE "scholarship_sample_scores" ADD CONSTRAINT "sample_score_in_range" CHECK (value IS NULL OR value BETWEEN 1 AND 5);
ALTER TABLE "scholarship_rounds" ADD CONSTRAINT "round_kind" CHECK (kind IN ('calibration', 'reading', 'further'));
ALTER TABLE "scholarship_rounds" ADD CONSTRAINT "round_status" CHECK (status IN ('open', 'closed'));
CREATE UNIQUE INDEX "one_round_per_number" ON "scholarship_rounds" ("call_id", "number");
CREATE UNIQUE INDEX "one_open_round_per_call" ON "scholarship_rounds" ("call_id") WHERE status = 'open';
ALTER TABLE "scholarship_rounds" ADD CONSTRAINT "round_closed_at" CHECK ((status = 'closed') = (closed_at IS NOT NULL));
ALTER TABLE "scholarship_assignments" ADD CONSTRAINT "assignment_status" CHECK (status IN ('assigned', 'started', 'done', 'returned'));
ALTER TABLE "scholarship_assignments" ADD CONSTRAINT "assignment_returned_because" CHECK (returned_because IN ('', 'conflict', 'left', 'chair', 'withdrawn'));
CREATE UNIQUE INDEX "one_live_reading_per_pair" ON "scholarship_assignments" ("application_id", "reviewer_id") WHERE status <> 'returned';
CREATE UNIQUE INDEX "one_live_reading_per_number" ON "scholarship_assignments" ("application_id", "reading") WHERE status <> 'returned';
ALTER TABLE "scholarship_assignments" ADD CONSTRAINT "assignment_reading" CHECK (reading BETWEEN 1 AND 20);
ALTER TABLE "scholarship_assignments" ADD CONSTRAINT "assignment_returned_says_why" CHECK ((status = 'returned') = (returned_at IS NOT NULL) AND (status = 'returned') = (returned_because <> ''));
ALTER TABLE "scholarship_assignments" ADD CONSTRAINT "assignment_done_has_a_moment" CHECK ((status = 'done') = (finished_at IS NOT NULL));
CREATE UNIQUE INDEX "one_score_per_version" ON "scholarship_score_versions" ("application_id", "reviewer_id", "criterion", "version");
ALTER TABLE "scholarship_score_versions" ADD CONSTRAINT "score_version_from_one" CHECK (version >= 1);
ALTER TABLE "scholarship_score_versions" ADD CONSTRAINT "score_in_range" CHECK (value IS NULL OR value BETWEEN 1 AND 5);
ALTER TABLE "scholarship_score_versions" ADD CONSTRAINT "score_not_applicable_has_no_value" CHECK (NOT not_applicable OR value IS NULL);
CREATE UNIQUE INDEX "one_comment_per_version" ON "scholarship_review_comments" ("assignment_id", "version");
ALTER TABLE "scholarship_review_comments" ADD CONSTRAINT "comment_version_from_one" CHECK (version >= 1);
ALTER TABLE "scholarship_donors" ADD CONSTRAINT "donor_has_a_name" CHECK (name <> '');
ALTER TABLE "scholarship_fund_sources" ADD CONSTRAINT "fund_source_kind" CHECK (kind IN ('golf', 'donor', 'other'));
ALTER TABLE "scholarship_fund_sources" ADD CONSTRAINT "fund_source_currency" CHECK (currency IN ('MXN', 'USD'));
ALTER TABLE "scholarship_fund_sources" ADD CONSTRAINT "fund_source_year" CHECK (year BETWEEN 1950 AND 2200);
ALTER TABLE "scholarship_donations" ADD CONSTRAINT "donation_of_something" CHECK (amount <> 0);
ALTER TABLE "scholarship_donations" ADD CONSTRAINT "donation_currency" CHECK (currency IN ('MXN', 'USD'));
CREATE UNIQUE INDEX "one_donation_per_reference" ON "scholarship_donations" ("source_id", "reference") WHERE reference <> '';
CREATE UNIQUE INDEX "one_calibration_run_per_number" ON "scholarship_calibration_runs" ("call_id", "number");
ALTER TABLE "scholarship_calibration_runs" ADD CONSTRAINT "calibration_method" CHECK (method IN ('raw', 'additive', 'reml', 'huber'));
CREATE UNIQUE INDEX "one_ranking_per_number" ON "scholarship_rankings" ("call_id", "number");
ALTER TABLE "scholarship_meetings" ADD CONSTRAINT "meeting_status" CHECK (status IN ('planned', 'open', 'closed', 'signed'));
CREATE UNIQUE INDEX "one_meeting_per_number" ON "scholarship_meetings" ("call_id", "number");
ALTER TABLE "scholarship_meetings" ADD CONSTRAINT "meeting_quorum" CHECK (quorum >= 2);
ALTER TABLE "scholarship_meetings" ADD CONSTRAINT "meeting_has_two_deciders" CHECK (second_id IS NULL OR second_id <> chair_id);
ALTER TABLE "scholarship_meetings" ADD CONSTRAINT "meeting_signed" CHECK (status <> 'signed' OR (signed_at IS NOT NULL AND minutes_hash <> ''));
CREATE UNIQUE INDEX "one_attendance_per_member" ON "scholarship_attendances" ("meeting_id", "user_id") WHERE left_at IS NULL;
ALTER TABLE "scholarship_motions" ADD CONSTRAINT "motion_status" CHECK (status IN ('open', 'carried', 'rejected', 'withdrawn'));
CREATE UNIQUE INDEX "one_motion_per_number" ON "scholarship_motions" ("meeting_id", "number");
ALTER TABLE "scholarship_motions" ADD CONSTRAINT "motion_says_something" CHECK (text <> '');
ALTER TABLE "scholarship_motions" ADD CONSTRAINT "motion_closed_at" CHECK ((status = 'open') = (closed_at IS NULL));
ALTER TABLE "scholarship_votes" ADD CONSTRAINT "vote_choice" CHECK (choice IN ('yes', 'no', 'abstain'));
CREATE UNIQUE INDEX "one_vote_per_member" ON "scholarship_votes" ("motion_id", "user_id");
ALTER TABLE "scholarship_decisions" ADD CONSTRAINT "decision_verdict" CHECK (verdict IN ('awarded', 'waiting', 'rejected'));
CREATE UNIQUE INDEX "one_decision_per_application" ON "scholarship_decisions" ("application_id");
ALTER TABLE "scholarship_decisions" ADD CONSTRAINT "decision_of_two_people" CHECK (decided_by_id <> seconded_by_id);
ALTER TABLE "scholarship_decisions" ADD CONSTRAINT "decision_says_why" CHECK (reason <> '');
ALTER TABLE "scholarship_decisions" ADD CONSTRAINT "decision_amount" CHECK ((verdict = 'awarded') = (amount > 0));
ALTER TABLE "scholarship_decisions" ADD CONSTRAINT "decision_position" CHECK (position >= 1 AND readings >= 0);
ALTER TABLE "scholarship_awards" ADD CONSTRAINT "award_status" CHECK (status IN ('offered', 'accepted', 'declined', 'lapsed', 'paid', 'returned'));
ALTER TABLE "scholarship_awards" ADD CONSTRAINT "award_of_something" CHECK (amount > 0);
ALTER TABLE "scholarship_awards" ADD CONSTRAINT "award_currency" CHECK (currency IN ('MXN', 'USD'));
ALTER TABLE "scholarship_awards" ADD CONSTRAINT "award_gives_time" CHECK (answer_by > offered_at);
CREATE UNIQUE INDEX "one_payment_order_per_number" ON "scholarship_payment_orders" ("call_id", "number");
ALTER TABLE "scholarship_payment_orders" ADD CONSTRAINT "payment_order_of_something" CHECK (total > 0);
ALTER TABLE "scholarship_instalments" ADD CONSTRAINT "instalment_status" CHECK (status IN ('planned', 'ready', 'ordered', 'paid', 'returned', 'cancelled'));
CREATE UNIQUE INDEX "one_instalment_per_number" ON "scholarship_instalments" ("award_id", "number");
ALTER TABLE "scholarship_instalments" ADD CONSTRAINT "instalment_of_something" CHECK (amount > 0 AND number >= 1);
ALTER TABLE "scholarship_instalments" ADD CONSTRAINT "instalment_needs_a_proof" CHECK (status IN ('planned', 'cancelled') OR proof_accepted_by <> '');
ALTER TABLE "scholarship_instalments" ADD CONSTRAINT "instalment_paid_at" CHECK ((status = 'paid') = (paid_at IS NOT NULL));
ALTER TABLE "scholarship_renewals" ADD CONSTRAINT "renewal_status" CHECK (status IN ('asked', 'renewed', 'ended'));
CREATE UNIQUE INDEX "one_renewal_per_period" ON "scholarship_renewals" ("award_id", "period");
ALTER TABLE "scholarship_renewals" ADD CONSTRAINT "renewal_decided_at" CHECK ((status = 'asked') = (decided_at IS NULL));
ALTER TABLE "scholarship_renewals" ADD CONSTRAINT "renewal_amount" CHECK ((status = 'renewed') = (amount > 0));
ALTER TABLE "scholarship_appeals" ADD CONSTRAINT "appeal_status" CHECK (status IN ('filed', 'upheld', 'rejected'));
ALTER TABLE "scholarship_appeals" ADD CONSTRAINT "appeal_in_time" CHECK (filed_at <= due_at);
ALTER TABLE "scholarship_appeals" ADD CONSTRAINT "appeal_decided_at" CHECK ((status = 'filed') = (decided_at IS NULL));
ALTER TABLE "scholarship_appeals" ADD CONSTRAINT "appeal_is_answered" CHECK (status = 'filed' OR answer <> '');
ALTER TABLE "scholarship_letters" ADD CONSTRAINT "letter_kind" CHECK (kind IN ('awarded', 'waiting', 'rejected'));
CREATE UNIQUE INDEX "one_letter_per_kind" ON "scholarship_letters" ("application_id", "kind");
ALTER TABLE "scholarship_letters" ADD CONSTRAINT "letter_code_is_a_hash" CHECK (code_hash ~ '^[0-9a-f]{64}$');
ALTER TABLE "scholarship_allocations" ADD CONSTRAINT "allocation_of_something" CHECK (amount > 0);
ALTER TABLE "scholarship_allocations" ADD CONSTRAINT "allocation_currency" CHECK (currency IN ('MXN', 'USD'));
CREATE UNIQUE INDEX "one_allocation_per_source" ON "scholarship_allocations" ("award_id", "source_id") WHERE released_at IS NULL;
ALTER TABLE "scholarship_arco_requests" ADD CONSTRAINT "arco_kind" CHECK (kind IN ('access', 'rectification', 'cancellation', 'opposition'));
ALTER TABLE "scholarship_arco_requests" ADD CONSTRAINT "arco_status" CHECK (status IN ('open', 'answered', 'refused'));
ALTER TABLE "scholarship_arco_requests" ADD CONSTRAINT "arco_answered_at" CHECK ((status = 'open') = (answered_at IS NULL));
ALTER TABLE "scholarship_arco_requests" ADD CONSTRAINT "arco_is_answered" CHECK (status = 'open' OR answer <> '');
CREATE TRIGGER call_events_only_grow BEFORE UPDATE OR DELETE ON scholarship_call_events FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER call_events_only_grow_whole BEFORE TRUNCATE ON scholarship_call_events EXECUTE FUNCTION refuse_to_rewrite();
CREATE FUNCTION refuse_to_change_frozen_call() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.rules_hash <> '' AND ( NEW.rules::text <> OLD.rules::text OR NEW.rubric::text <> OLD.rubric::text OR NEW.budget <> OLD.budget OR NEW.currency <> OLD.currency OR NEW.minimum_readings <> OLD.minimum_readings OR NEW.rules_hash <> OLD.rules_hash OR NEW.lottery_hash <> OLD.lottery_hash OR NEW.lottery_secret <> OLD.lottery_secret OR NEW.opens_at <> OLD.opens_at OR NEW.closes_at <> OLD.closes_at OR NEW.privacy_version <> OLD.privacy_version OR NEW.privacy_text <> OLD.privacy_text OR NEW.extended_until < OLD.extended_until) THEN RAISE EXCEPTION 'the rules of call % are frozen', OLD.id USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$; CREATE TRIGGER call_rules_are_frozen BEFORE UPDATE ON scholarship_calls FOR EACH ROW EXECUTE FUNCTION refuse_to_change_frozen_call();
CREATE TRIGGER access_log_only_grows BEFORE UPDATE OR DELETE ON scholarship_access_log FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER access_log_only_grows_whole BEFORE TRUNCATE ON scholarship_access_log EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER submissions_only_grow BEFORE UPDATE OR DELETE ON scholarship_submissions FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER submissions_only_grow_whole BEFORE TRUNCATE ON scholarship_submissions EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER eligibility_runs_only_grow BEFORE UPDATE OR DELETE ON scholarship_eligibility_runs FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER eligibility_runs_only_grow_whole BEFORE TRUNCATE ON scholarship_eligibility_runs EXECUTE FUNCTION refuse_to_rewrite();
CREATE TRIGGER conflicts_only_grow BEFORE UPDATE OR DELETE ON scholarship_conflicts FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER conflicts_only_grow_whole BEFORE TRUNCATE ON scholarship_conflicts EXECUTE FUNCTION refuse_to_rewrite();
CREATE FUNCTION refuse_score_out_of_place() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE found record; BEGIN SELECT a.status, a.application_id, a.reviewer_id, r.status AS round, c.status AS call INTO found FROM scholarship_assignments a JOIN scholarship_rounds r ON r.id = a.round_id JOIN scholarship_calls c ON c.id = r.call_id WHERE a.id = NEW.assignment_id FOR SHARE OF a, r, c; IF found.application_id <> NEW.application_id OR found.reviewer_id <> NEW.reviewer_id THEN RAISE EXCEPTION 'the score is not of assignment %', NEW.assignment_id USING ERRCODE = 'restrict_violation'; END IF; IF found.status = 'returned' OR found.round <> 'open' OR found.call <> 'reviewing' THEN RAISE EXCEPTION 'assignment % takes no scores', NEW.assignment_id USING ERRCODE = 'restrict_violation'; END IF; IF EXISTS (SELECT 1 FROM scholarship_conflicts k WHERE k.application_id = NEW.application_id AND k.reviewer_id = NEW.reviewer_id) OR EXISTS (SELECT 1 FROM scholarship_applications w JOIN scholarship_reviewers v ON v.company_id = w.company_id WHERE w.id = NEW.application_id AND v.id = NEW.reviewer_id) THEN RAISE EXCEPTION 'assignment % has a conflict', NEW.assignment_id USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$; CREATE TRIGGER scores_in_their_place BEFORE INSERT ON scholarship_score_versions FOR EACH ROW EXECUTE FUNCTION refuse_score_out_of_place();
CREATE TRIGGER scores_only_grow BEFORE UPDATE OR DELETE ON scholarship_score_versions FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER scores_only_grow_whole BEFORE TRUNCATE ON scholarship_score_versions EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER review_comments_only_grow BEFORE UPDATE OR DELETE ON scholarship_review_comments FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER review_comments_only_grow_whole BEFORE TRUNCATE ON scholarship_review_comments EXECUTE FUNCTION refuse_to_rewrite();
CREATE TRIGGER donations_only_grow BEFORE UPDATE OR DELETE ON scholarship_donations FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER donations_only_grow_whole BEFORE TRUNCATE ON scholarship_donations EXECUTE FUNCTION refuse_to_rewrite();
CREATE TRIGGER calibration_runs_only_grow BEFORE UPDATE OR DELETE ON scholarship_calibration_runs FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER calibration_runs_only_grow_whole BEFORE TRUNCATE ON scholarship_calibration_runs EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER rankings_only_grow BEFORE UPDATE OR DELETE ON scholarship_rankings FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER rankings_only_grow_whole BEFORE TRUNCATE ON scholarship_rankings EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER votes_only_grow BEFORE UPDATE OR DELETE ON scholarship_votes FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER votes_only_grow_whole BEFORE TRUNCATE ON scholarship_votes EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER decisions_only_grow BEFORE UPDATE OR DELETE ON scholarship_decisions FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite(); CREATE TRIGGER decisions_only_grow_whole BEFORE TRUNCATE ON scholarship_decisions EXECUTE FUNCTION refuse_to_rewrite();
CREATE TABLE "tortoise_migrations" (
    "id" SERIAL NOT NULL PRIMARY KEY, "app" VARCHAR(255) NOT NULL, "name" VARCHAR(255) NOT NULL,
    "applied_at" TIMESTAMPTZ NOT NULL, CONSTRAINT "uid_tortoise_mi_app_3803a5" UNIQUE ("app", "name")
);
INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('events', '0001_initial', CURRENT_TIMESTAMP);
INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('events', '0002_constraints', CURRENT_TIMESTAMP);
INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('scholarships', '0001_initial', CURRENT_TIMESTAMP);
INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('scholarships', '0002_constraints', CURRENT_TIMESTAMP);
