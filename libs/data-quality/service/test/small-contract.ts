/** A contract about delays: whole numbers, not far out, no row twice; an odd origin is told and does not matter. */
export const delaysContract = (id = 'delays', most = 1440): string => `
apiVersion: v3.1.0
kind: DataContract
id: ${id}
version: 1.0.0
status: active
customProperties:
  - { property: moments, value: [prediction, arrival] }
slaProperties:
  - { property: latency, value: 1 }
schema:
  - name: delays
    properties:
      - name: origin
        logicalType: string
        customProperties: [{ property: availableAt, value: prediction }]
        quality:
          - { id: origin-code, type: custom, engine: throughline, implementation: { kind: pattern, arguments: { column: origin, pattern: "^[A-Z]{3}$", match: whole } } }
      - name: delay
        logicalType: integer
        customProperties: [{ property: availableAt, value: arrival }]
        quality:
          - id: delay-plausible
            severity: error
            businessImpact: It is the label.
            type: custom
            engine: throughline
            implementation: { kind: range, arguments: { column: delay, min: -120, max: ${most} } }
    quality:
      - { id: row-unique, severity: error, type: custom, engine: throughline, implementation: { kind: unique, arguments: { columns: [origin, delay] } } }
`;
