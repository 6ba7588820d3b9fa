-- One row per stored site that no loader may let through: without a name, of a domain that the plan does not know, or nowhere on earth.
select site.submission_id, site.domain, site.name
from site
left join plan_site_domain_at(office_now()) as domain on domain.domain = site.domain
where
    domain.domain is null
    or site.folded_name = ''
    or (site.longitude is null) <> (site.latitude is null)
    or not coalesce(site.longitude between -180 and 180 and site.latitude between -90 and 90, true);
