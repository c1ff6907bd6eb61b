-- funding_period_find: funding_period -> funding_period
SELECT id, period, closed_at, closed_by, deleted_at FROM funding_period
 WHERE trust_id = nullif(current_setting('app.trust'), '')::uuid AND period = :period;

-- funding_period_close: funding_period -> funding_period
SELECT id, period, closed_at, closed_by, deleted_at FROM close_period(:period);
