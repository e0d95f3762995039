-- A notification that leads to a meeting is seen as long as the meeting is.
-- Locks: kernel.notification for the moment of one policy.

create policy kpi_meeting_is_visible on kernel.notification as restrictive for select to socle_app using (
  coalesce(link, '') !~ '^/meetings/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' or exists (
    select from kpi.meeting m
    join kpi.visible_dashboard d on d.organization_id = m.organization_id and d.id = m.dashboard_id
    where m.id = substring(link from '^/meetings/([0-9a-f-]{36})')::uuid));
