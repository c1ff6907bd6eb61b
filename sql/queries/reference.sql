-- reference_sets: code_set_name -> code_set[]
SELECT name, title, source, says FROM code_set WHERE :name::text IS NULL OR name = :name ORDER BY name;

-- reference_codes: code_set_name -> reference_code[]
SELECT code, label, note, position, valid_from, valid_to, retired
  FROM reference_code WHERE code_set = :name ORDER BY position, code;
