"""What Tortoise declares and does not create: checks, partial uniques and append-only tables."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        ops.RunSQL(
            'ALTER TABLE "audit_seals" ADD CONSTRAINT "audit_seal_position_from_one" CHECK (position >= 1)'
        ),
        ops.RunSQL('ALTER TABLE "audit_seals" ADD CONSTRAINT "audit_seal_has_entries" CHECK (entries >= 1)'),
        ops.RunSQL(
            'ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entry_digest_whole" CHECK (length(digest) = 64)'
        ),
        ops.RunSQL(
            'ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entry_detail_digest_whole" CHECK (length(detail_digest) IN (0, 64))'
        ),
        ops.RunSQL(
            'ALTER TABLE "jobs" ADD CONSTRAINT "job_status_known" CHECK (status IN (\'waiting\', \'running\', \'done\', \'failed\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "jobs" ADD CONSTRAINT "job_runs_under_a_lease" CHECK ((status = \'running\') = (lease_until IS NOT NULL))'
        ),
        ops.RunSQL(
            'ALTER TABLE "jobs" ADD CONSTRAINT "job_finished_has_a_moment" CHECK ((status IN (\'done\', \'failed\')) = (finished_at IS NOT NULL))'
        ),
        ops.RunSQL(
            'ALTER TABLE "jobs" ADD CONSTRAINT "job_attempts_in_range" CHECK (attempts BETWEEN 0 AND max_attempts)'
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX "one_unfinished_job_per_key" ON "jobs" ("key") WHERE status IN (\'waiting\', \'running\')'
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX "one_message_per_reason_and_address" ON "outbox_messages" ("reason", "address")'
        ),
        ops.RunSQL(
            'ALTER TABLE "outbox_messages" ADD CONSTRAINT "outbox_status_known" CHECK (status IN (\'queued\', \'sending\', \'sent\', \'failed\', \'unknown\', \'kept\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "outbox_messages" ADD CONSTRAINT "outbox_accepted_at_most_once" CHECK (accepted BETWEEN 0 AND 1)'
        ),
        ops.RunSQL(
            'ALTER TABLE "outbox_messages" ADD CONSTRAINT "outbox_sent_was_accepted" CHECK (status <> \'sent\' OR accepted = 1)'
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX "one_counter_per_name_and_key" ON "rate_counters" ("name", "key_hash")'
        ),
        ops.RunSQL(
            'ALTER TABLE "rate_counters" ADD CONSTRAINT "rate_counter_not_negative" CHECK (hits >= 0 AND earlier >= 0)'
        ),
        ops.RunSQL(
            'ALTER TABLE "stored_files" ADD CONSTRAINT "stored_file_size_not_negative" CHECK (size >= 0)'
        ),
        ops.RunSQL(
            'ALTER TABLE "stored_files" ADD CONSTRAINT "stored_file_digest_whole" CHECK (length(sha256) = 64)'
        ),
        ops.RunSQL(
            'ALTER TABLE "users" ADD CONSTRAINT "user_email_is_lower_case" CHECK (email = lower(email) AND email <> \'\')'
        ),
        ops.RunSQL('ALTER TABLE "users" ADD CONSTRAINT "user_has_a_name" CHECK (name <> \'\')'),
        ops.RunSQL(
            'ALTER TABLE "users" ADD CONSTRAINT "user_password_needs_email" CHECK (email IS NOT NULL OR password_hash IS NULL)'
        ),
        ops.RunSQL(
            'ALTER TABLE "sessions" ADD CONSTRAINT "session_method_is_known" CHECK (method IN (\'link\', \'code\', \'password\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "sessions" ADD CONSTRAINT "session_times_in_order" CHECK (opened_at <= last_seen_at AND opened_at < expires_at)'
        ),
        ops.RunSQL(
            'ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_link_attempts" CHECK (attempts BETWEEN 0 AND 5)'
        ),
        ops.RunSQL(
            'ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_link_times_in_order" CHECK (asked_at < expires_at)'
        ),
        ops.RunSQL(
            'ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_link_used_by_a_user" CHECK (used_at IS NULL OR user_id IS NOT NULL)'
        ),
        ops.RunSQL(
            'ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_link_prepared_whole" CHECK ((user_id IS NULL) = (token_hash IS NULL) AND (user_id IS NULL) = (code_hash IS NULL))'
        ),
        ops.RunSQL(
            'ALTER TABLE "role_grants" ADD CONSTRAINT "role_grant_role_is_known" CHECK (role IN (\'admin\', \'office\', \'finance\', \'coordinator\', \'gate_supervisor\', \'gate_volunteer\', \'scorekeeper\', \'committee_chair\', \'reviewer\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "role_grants" ADD CONSTRAINT "role_grant_scope_is_known" CHECK (scope = \'\' OR scope ~ \'^(company|event|committee):[1-9][0-9]{0,17}$\')'
        ),
        ops.RunSQL(
            'ALTER TABLE "role_grants" ADD CONSTRAINT "role_grant_term_in_order" CHECK (ends_on IS NULL OR ends_on >= starts_on)'
        ),
        ops.RunSQL(
            'ALTER TABLE "role_grants" ADD CONSTRAINT "role_grant_ended_by_somebody" CHECK ((ended_at IS NULL) = (ended_by = \'\'))'
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX "one_live_role_grant" ON "role_grants" ("user_id", "role", "scope", "starts_on") WHERE ended_at IS NULL'
        ),
        ops.RunSQL(
            'ALTER TABLE "companies" ADD CONSTRAINT "company_has_a_name" CHECK (legal_name <> \'\' AND slug <> \'\')'
        ),
        ops.RunSQL(
            'ALTER TABLE "companies" ADD CONSTRAINT "company_class_is_known" CHECK (company_class IN (\'regular\', \'associate\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "companies" ADD CONSTRAINT "company_location_is_known" CHECK (location IN (\'home\', \'outside\', \'abroad\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "companies" ADD CONSTRAINT "company_standing_is_known" CHECK (standing IN (\'good\', \'suspended\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "companies" ADD CONSTRAINT "company_standing_in_order" CHECK (standing_until IS NULL OR standing_until >= standing_since)'
        ),
        ops.RunSQL(
            'ALTER TABLE "companies" ADD CONSTRAINT "company_employee_digits" CHECK (employee_digits IS NULL OR employee_digits BETWEEN 1 AND 12)'
        ),
        ops.RunSQL(
            'ALTER TABLE "companies" ADD CONSTRAINT "company_country_is_a_code" CHECK (country ~ \'^[A-Z]{2}$\')'
        ),
        ops.RunSQL(
            'ALTER TABLE "companies" ADD CONSTRAINT "company_not_merged_into_itself" CHECK (merged_into_id IS NULL OR merged_into_id <> id)'
        ),
        ops.RunSQL(
            'ALTER TABLE "standing_changes" ADD CONSTRAINT "standing_change_is_known" CHECK (standing IN (\'good\', \'suspended\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "standing_changes" ADD CONSTRAINT "standing_change_in_order" CHECK (until IS NULL OR until >= since)'
        ),
        ops.RunSQL(
            'ALTER TABLE "standing_changes" ADD CONSTRAINT "standing_change_has_a_reason" CHECK (reason <> \'\')'
        ),
        ops.RunSQL(
            'ALTER TABLE "people" ADD CONSTRAINT "person_has_a_name" CHECK (given_name <> \'\' AND paternal_surname <> \'\')'
        ),
        ops.RunSQL(
            'ALTER TABLE "people" ADD CONSTRAINT "person_email_is_lower_case" CHECK (email IS NULL OR (email = lower(email) AND email <> \'\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "people" ADD CONSTRAINT "person_phone_is_e164" CHECK (phone IS NULL OR phone ~ \'^\\+[1-9][0-9]{7,14}$\')'
        ),
        ops.RunSQL(
            'ALTER TABLE "people" ADD CONSTRAINT "person_not_merged_into_itself" CHECK (merged_into_id IS NULL OR merged_into_id <> id)'
        ),
        ops.RunSQL(
            'ALTER TABLE "employments" ADD CONSTRAINT "employment_number_key_without_zeros" CHECK (number_key <> \'\' AND number_key !~ \'^0.\')'
        ),
        ops.RunSQL(
            'ALTER TABLE "employments" ADD CONSTRAINT "employment_verified_by_is_known" CHECK (verified_by IN (\'\', \'directory\', \'coordinator\', \'domain\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "employments" ADD CONSTRAINT "employment_days_in_order" CHECK (ends_on IS NULL OR ends_on >= starts_on)'
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX "one_live_employee_number" ON "employments" ("company_id", "number_key") WHERE ends_on IS NULL'
        ),
        ops.RunSQL(
            'ALTER TABLE "committees" ADD CONSTRAINT "committee_has_a_name" CHECK (key <> \'\' AND name_es <> \'\')'
        ),
        ops.RunSQL(
            'ALTER TABLE "committee_members" ADD CONSTRAINT "committee_position_is_known" CHECK (position IN (\'chair\', \'member\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "committee_members" ADD CONSTRAINT "committee_year" CHECK (year BETWEEN 1950 AND 2200)'
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX "one_committee_seat_a_year" ON "committee_members" ("committee_id", "year", "person_id")'
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX "one_committee_chair_a_year" ON "committee_members" ("committee_id", "year") WHERE position = \'chair\''
        ),
        ops.RunSQL(
            'ALTER TABLE "events" ADD CONSTRAINT "event_kind" CHECK (kind IN (\'conference\', \'seminar\', \'workshop\', \'convention\', \'forum\', \'presentation\', \'webinar\', \'tournament\', \'social\', \'educational\', \'meeting\', \'assembly\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "events" ADD CONSTRAINT "event_status" CHECK (status IN (\'draft\', \'published\', \'postponed\', \'cancelled\', \'finished\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "events" ADD CONSTRAINT "event_visibility" CHECK (visibility IN (\'public\', \'members\', \'invited\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "events" ADD CONSTRAINT "event_taken_in_capacity" CHECK (taken >= 0 AND (capacity IS NULL OR taken <= capacity))'
        ),
        ops.RunSQL(
            'ALTER TABLE "events" ADD CONSTRAINT "event_capacity_positive" CHECK (capacity IS NULL OR capacity > 0)'
        ),
        ops.RunSQL(
            'ALTER TABLE "events" ADD CONSTRAINT "event_ends_after_it_starts" CHECK (ends_at > starts_at)'
        ),
        ops.RunSQL(
            'ALTER TABLE "events" ADD CONSTRAINT "event_sale_closes_after_it_opens" CHECK (sale_opens_at IS NULL OR sale_closes_at IS NULL OR sale_closes_at > sale_opens_at)'
        ),
        ops.RunSQL(
            'ALTER TABLE "events" ADD CONSTRAINT "event_folio_counter_positive" CHECK (last_folio >= 0)'
        ),
        ops.RunSQL('ALTER TABLE "events" ADD CONSTRAINT "event_currency" CHECK (currency IN (\'MXN\', \'USD\'))'),
        ops.RunSQL(
            'ALTER TABLE "agenda_sessions" ADD CONSTRAINT "agenda_session_ends_after_it_starts" CHECK (ends_at > starts_at)'
        ),
        ops.RunSQL(
            'ALTER TABLE "agenda_sessions" ADD CONSTRAINT "agenda_session_capacity_positive" CHECK (capacity IS NULL OR capacity > 0)'
        ),
        ops.RunSQL(
            'ALTER TABLE "ticket_types" ADD CONSTRAINT "ticket_type_taken_in_quota" CHECK (taken >= 0 AND (quota IS NULL OR taken <= quota))'
        ),
        ops.RunSQL(
            'ALTER TABLE "ticket_types" ADD CONSTRAINT "ticket_type_quota_positive" CHECK (quota IS NULL OR quota > 0)'
        ),
        ops.RunSQL(
            'ALTER TABLE "ticket_types" ADD CONSTRAINT "ticket_type_companions" CHECK (max_companions BETWEEN 0 AND 20)'
        ),
        ops.RunSQL(
            'ALTER TABLE "ticket_types" ADD CONSTRAINT "ticket_type_valid_window" CHECK (valid_from IS NULL OR valid_until IS NULL OR valid_until > valid_from)'
        ),
        ops.RunSQL(
            'ALTER TABLE "prices" ADD CONSTRAINT "price_audience" CHECK (audience IN (\'regular\', \'associate\', \'member\', \'public\'))'
        ),
        ops.RunSQL('ALTER TABLE "prices" ADD CONSTRAINT "price_not_negative" CHECK (net_amount >= 0)'),
        ops.RunSQL(
            'ALTER TABLE "prices" ADD CONSTRAINT "price_window" CHECK (starts_at IS NULL OR ends_at IS NULL OR ends_at > starts_at)'
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX "one_regular_price_per_audience" ON "prices" ("ticket_type_id", "audience") WHERE starts_at IS NULL AND ends_at IS NULL'
        ),
        ops.RunSQL(
            'ALTER TABLE "tax_rules" ADD CONSTRAINT "tax_rule_rate_is_a_share" CHECK (rate BETWEEN 0 AND 1)'
        ),
        ops.RunSQL(
            'ALTER TABLE "tax_rules" ADD CONSTRAINT "tax_rule_dates_in_order" CHECK (valid_to IS NULL OR valid_to >= valid_from)'
        ),
        ops.RunSQL(
            'ALTER TABLE "orders" ADD CONSTRAINT "order_status_known" CHECK (status IN (\'pending\', \'paid\', \'paid_no_seat\', \'released\', \'refunded\', \'dispute_lost\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "orders" ADD CONSTRAINT "order_amounts_positive" CHECK (net >= 0 AND tax >= 0 AND total > 0)'
        ),
        ops.RunSQL(
            'ALTER TABLE "orders" ADD CONSTRAINT "order_total_is_net_and_tax" CHECK (total = net + tax)'
        ),
        ops.RunSQL(
            'ALTER TABLE "orders" ADD CONSTRAINT "order_currency_known" CHECK (currency IN (\'MXN\', \'USD\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "orders" ADD CONSTRAINT "order_paid_has_a_date" CHECK (status <> \'paid\' OR paid_at IS NOT NULL)'
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX "one_pending_order_per_reference" ON "orders" ("reference") WHERE status = \'pending\''
        ),
        ops.RunSQL(
            'ALTER TABLE "order_lines" ADD CONSTRAINT "order_line_quantity_positive" CHECK (quantity >= 1)'
        ),
        ops.RunSQL(
            'ALTER TABLE "order_lines" ADD CONSTRAINT "order_line_prices_positive" CHECK (unit_net >= 0 AND unit_tax >= 0)'
        ),
        ops.RunSQL(
            'ALTER TABLE "order_lines" ADD CONSTRAINT "order_line_adds_up" CHECK (net = unit_net * quantity AND tax = unit_tax * quantity AND total = net + tax)'
        ),
        ops.RunSQL(
            'ALTER TABLE "stripe_calls" ADD CONSTRAINT "stripe_call_status_known" CHECK (status IN (\'started\', \'answered\', \'refused\', \'unknown\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "stripe_calls" ADD CONSTRAINT "stripe_call_answer_is_named" CHECK (status <> \'answered\' OR answer_id <> \'\')'
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX "one_call_per_answer" ON "stripe_calls" ("answer_id") WHERE answer_id <> \'\''
        ),
        ops.RunSQL(
            'ALTER TABLE "checkout_attempts" ADD CONSTRAINT "attempt_status_known" CHECK (status IN (\'calling\', \'open\', \'complete\', \'expired\', \'refused\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "checkout_attempts" ADD CONSTRAINT "attempt_open_has_session" CHECK (status NOT IN (\'open\', \'complete\') OR session_id IS NOT NULL)'
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX "one_live_attempt_per_order" ON "checkout_attempts" ("order_id") WHERE status IN (\'calling\', \'open\')'
        ),
        ops.RunSQL(
            'ALTER TABLE "payments" ADD CONSTRAINT "payment_status_known" CHECK (status IN (\'succeeded\', \'partly_refunded\', \'refunded\', \'dispute_lost\'))'
        ),
        ops.RunSQL('ALTER TABLE "payments" ADD CONSTRAINT "payment_amount_positive" CHECK (amount > 0)'),
        ops.RunSQL(
            'ALTER TABLE "payments" ADD CONSTRAINT "payment_refunds_within_payment" CHECK (refund_reserved BETWEEN 0 AND amount)'
        ),
        ops.RunSQL(
            'ALTER TABLE "refunds" ADD CONSTRAINT "refund_status_known" CHECK (status IN (\'requested\', \'pending\', \'succeeded\', \'failed\'))'
        ),
        ops.RunSQL('ALTER TABLE "refunds" ADD CONSTRAINT "refund_amount_positive" CHECK (amount > 0)'),
        ops.RunSQL(
            'ALTER TABLE "disputes" ADD CONSTRAINT "dispute_status_known" CHECK (status IN (\'open\', \'won\', \'lost\'))'
        ),
        ops.RunSQL('ALTER TABLE "disputes" ADD CONSTRAINT "dispute_amount_positive" CHECK (amount > 0)'),
        ops.RunSQL(
            'ALTER TABLE "stripe_events" ADD CONSTRAINT "stripe_event_status_known" CHECK (status IN (\'received\', \'handled\', \'kept\', \'failed\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entry_moves_something" CHECK (amount <> 0)'
        ),
        ops.RunSQL(
            'ALTER TABLE "money_tasks" ADD CONSTRAINT "money_task_kind_known" CHECK (kind IN (\'paid_no_seat\', \'mismatch\', \'second_payment\', \'refund_failed\', \'dispute\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "registrations" ADD CONSTRAINT "registration_status" CHECK (status IN (\'held\', \'confirmed\', \'cancelled\', \'expired\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "registrations" ADD CONSTRAINT "registration_verified_by" CHECK (verified_by IN (\'\', \'directory\', \'coordinator\', \'domain\'))'
        ),
        ops.RunSQL(
            'ALTER TABLE "registrations" ADD CONSTRAINT "registration_source" CHECK (source IN (\'page\', \'api\', \'office\', \'coordinator\'))'
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX "one_live_registration" ON "registrations" ("event_id", "person_id") WHERE status IN (\'held\',\'confirmed\')'
        ),
        ops.RunSQL(
            'ALTER TABLE "registrations" ADD CONSTRAINT "registration_seats_add_up" CHECK (seats = 1 + companions AND companions BETWEEN 0 AND 20)'
        ),
        ops.RunSQL(
            'ALTER TABLE "registrations" ADD CONSTRAINT "registration_price_adds_up" CHECK (unit_net >= 0 AND tax >= 0 AND total = unit_net + tax)'
        ),
        ops.RunSQL(
            'ALTER TABLE "registrations" ADD CONSTRAINT "registration_only_held_expires" CHECK ((status = \'held\') = (hold_expires_at IS NOT NULL))'
        ),
        ops.RunSQL(
            'ALTER TABLE "registrations" ADD CONSTRAINT "registration_owed_has_an_order" CHECK (total = 0 OR order_id IS NOT NULL)'
        ),
        ops.RunSQL(
            'ALTER TABLE "registrations" ADD CONSTRAINT "registration_code_is_a_hash" CHECK (code_hash ~ \'^[0-9a-f]{64}$\')'
        ),
        ops.RunSQL(
            'ALTER TABLE "email_proofs" ADD CONSTRAINT "email_proof_attempts_limited" CHECK (attempts BETWEEN 0 AND 5)'
        ),
        ops.RunSQL(
            "CREATE FUNCTION refuse_to_rewrite_history() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation'; END $$; CREATE TRIGGER ledger_transactions_only_grow BEFORE UPDATE OR DELETE ON ledger_transactions FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history(); CREATE TRIGGER ledger_entries_only_grow BEFORE UPDATE OR DELETE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history(); CREATE TRIGGER order_facts_only_grow BEFORE UPDATE OR DELETE ON order_facts FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history();"
        ),
        ops.RunSQL(
            "CREATE FUNCTION ledger_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM ledger_entries WHERE transaction_id = NEW.transaction_id GROUP BY currency HAVING sum(amount) <> 0) THEN RAISE EXCEPTION 'ledger transaction % does not balance', NEW.transaction_id USING ERRCODE = 'check_violation'; END IF; RETURN NULL; END $$; CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_must_balance();"
        ),
    ]
