-- One row per unit that takes part in a review round: it is scored, or it is a rater, or both.
create table if not exists review_round_member (
    round_date date not null,
    unit_code varchar not null,
    is_scored boolean not null,
    is_rater boolean not null,
);
