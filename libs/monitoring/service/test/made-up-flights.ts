/** 30 flights a day from 2001-01-01 to 2001-05-20, 140 days, written as Parquet; the row's number decides everything, so that expectations can be computed. */
export const FLIGHTS_SQL = `SELECT CAST(TIMESTAMP '2001-01-01 06:00:00' + INTERVAL 1 DAY * (i // 30) + INTERVAL 1 MINUTE * (i % 30) AS TIMESTAMP) AS date,
  CAST(CASE WHEN (i * 7919) % 97 < 25 THEN 30 ELSE 0 END AS INTEGER) AS delay, CAST(200 + (i * 31) % 900 AS INTEGER) AS distance,
  CASE WHEN i % 3 = 0 THEN 'JFK' WHEN i % 3 = 1 THEN 'ORD' ELSE 'LAX' END AS origin, 'SEA' AS destination FROM range(0, 4200) AS r(i)`;

export const isLate = (row: number): boolean => (row * 7919) % 97 < 25;
export const rowsOfWeek = (firstDay: number): number[] => Array.from({ length: 210 }, (_, i) => firstDay * 30 + i);
