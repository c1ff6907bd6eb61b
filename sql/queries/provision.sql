-- provision_occupied: occupancy_ask -> occupancy
SELECT :provision_id::uuid AS provision_id, :from::date AS "from", :to::date AS "to", o.capacity_today,
       o.occupied_today, o.peak, o.days
  FROM provision_occupancy(:provision_id, :from, :to, :by_day) AS o;
