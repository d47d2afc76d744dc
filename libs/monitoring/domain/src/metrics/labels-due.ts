import { addDays, weekPeriod, type CalendarDate, type IsoWeek } from '@throughline/kernel';

/** The first date on which the week's labels may be confirmed: one week after its end. */
export const labelsDueOn = (week: IsoWeek): CalendarDate => addDays(weekPeriod(week).to, 7);

export const areLabelsDue = (week: IsoWeek, businessDate: CalendarDate): boolean => businessDate >= labelsDueOn(week);
