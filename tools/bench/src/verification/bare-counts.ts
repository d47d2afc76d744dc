/**
 * One statement over the three million flights that counts what the example's contract asks for, as one who knows nothing of contracts
 * would write it: for each rule how many rows or weeks were looked at and how many fail.
 */
export const bareCounts = (path: string): string => `
with flights as (select *, date_trunc('week', date) as week from read_parquet('${path.replaceAll("'", "''")}')),
by_row as (select count(*) as n,
    count(*) filter (date is null or delay is null or distance is null or origin is null or destination is null) as no_null,
    count(*) filter (delay < -120 or delay > 1440) as delay_plausible,
    count(*) filter (distance < 50 or distance > 5000) as distance_plausible,
    count(*) filter (date < timestamp '2001-01-01' or date >= timestamp '2001-07-01') as date_in_period,
    count(*) filter (not regexp_full_match(origin, '[A-Z]{3}')) as origin_code,
    count(*) filter (not regexp_full_match(destination, '[A-Z]{3}')) as destination_code,
    count(*) filter (origin = destination) as origin_not_destination,
    count(*) filter (hour(date) < 5) as no_misdated_night,
    count(*) filter (date >= timestamp '2001-03-01') as after_february
  from flights),
flight_unique as (select coalesce(sum(n - 1), 0) as failed from (select count(*) as n from flights group by date, origin, destination having n > 1)),
row_unique as (select coalesce(sum(n - 1), 0) as failed from (select count(*) as n from flights group by date, delay, distance, origin, destination having n > 1)),
one_distance as (select coalesce(sum(n) - sum(most), 0) as failed from (select sum(n) as n, max(n) as most
  from (select origin, destination, distance, count(*) as n from flights group by all) group by origin, destination)),
known_airports as (select count(*) as failed from flights where date >= timestamp '2001-03-01' and (
  origin not in (select origin from flights where date >= timestamp '2001-01-01' and date < timestamp '2001-03-01')
  or destination not in (select destination from flights where date >= timestamp '2001-01-01' and date < timestamp '2001-03-01'))),
weeks as (select count(*) as n, count(*) filter (rows not between 110000 and 120000) as volume, count(*) filter (late not between 0.10 and 0.28) as late_rate,
    count(*) filter (not (newest > week + interval 6 day + interval 23 hour)) as complete
  from (select week, count(*) as rows, count(*) filter (delay > 15) / count(*) as late, max(date) as newest from flights group by week))
select {
  'no-null': [b.n, no_null], 'delay-plausible': [b.n, delay_plausible], 'distance-plausible': [b.n, distance_plausible], 'date-in-period': [b.n, date_in_period],
  'origin-code': [b.n, origin_code], 'destination-code': [b.n, destination_code], 'origin-not-destination': [b.n, origin_not_destination],
  'no-misdated-night': [b.n, no_misdated_night], 'flight-unique': [b.n, flight_unique.failed], 'row-unique': [b.n, row_unique.failed],
  'one-distance-per-route': [b.n, one_distance.failed], 'known-airports': [after_february, known_airports.failed],
  'weekly-volume': [w.n, volume], 'weekly-late-rate': [w.n, late_rate], 'week-complete': [w.n, complete]
}::json as counts
from by_row b, flight_unique, row_unique, one_distance, known_airports, weeks w`;
