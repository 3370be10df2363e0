-- Offices separate digits by anything: blanks that do not break, dashes, colons, two at a time. The same in code: `maskLongNumbers`.
CREATE OR REPLACE FUNCTION mask_long_numbers(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(normalize(value, NFKC), '(\d(?:[^[:alnum:]]{0,3}\d){3})(?:[^[:alnum:]]{0,3}\d){7,}', '\1*******', 'g');
