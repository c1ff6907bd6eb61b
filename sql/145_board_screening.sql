-- What a child says may be a call for help. What boards are told is looked through for words that Keeping Children
-- Safe in Education gives cause to heed (abuse, neglect, exploitation, self-harm, weapons, harm online), and what has
-- one is kept for the designated safeguarding lead to read first. It errs on holding: a word too many costs a lead a
-- moment, a word too few may cost a child. It does not replace a reader.
SET LOCAL search_path = app, pg_temp;

CREATE TABLE board_disclosure_phrase (
    trust_id     uuid NOT NULL DEFAULT nullif(current_setting('app.trust', true), '')::uuid REFERENCES trust,
    id           uuid NOT NULL,
    phrase       label NOT NULL,
    as_beginning boolean NOT NULL, -- words that begin so, too: hurt, and hurts and hurting
    standard     boolean NOT NULL DEFAULT false, -- every trust begins with it
    version      count NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    deleted_at   timestamptz,
    school_ids   uuid[],
    restricted   boolean NOT NULL DEFAULT false,
    PRIMARY KEY (trust_id, id),
    CONSTRAINT board_disclosure_phrase_has_words CHECK (words_of(phrase) ~ '[[:alnum:]]')
);
COMMENT ON CONSTRAINT board_disclosure_phrase_has_words ON board_disclosure_phrase IS
    'phrase: must have a letter or a digit';
CREATE UNIQUE INDEX board_disclosure_phrase_is_one ON board_disclosure_phrase (trust_id, words_of(phrase))
    WHERE deleted_at IS NULL;
COMMENT ON INDEX board_disclosure_phrase_is_one IS 'phrase: is screened for already';
CREATE INDEX board_disclosure_phrase_by_change ON board_disclosure_phrase (trust_id, updated_at, id);
CALL tenant_table('board_disclosure_phrase', 'board_disclosure_phrase');
CALL trust_sees('board_disclosure_phrase');

--! rule board_disclosure_phrase_is_kept: phrase: every trust screens for it
CREATE FUNCTION board_disclosure_phrase_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE exclusion_violation USING CONSTRAINT = 'board_disclosure_phrase_is_kept';
END $$;
CREATE TRIGGER c_stands BEFORE UPDATE ON board_disclosure_phrase FOR EACH ROW
    WHEN (OLD.standard) EXECUTE FUNCTION board_disclosure_phrase_stands();

-- A phrase to a line; one that ends with * stands for every word that begins so.
CREATE FUNCTION begin_disclosure_phrases() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
DECLARE
    was text := act_for_trust(NEW.id);
BEGIN
    INSERT INTO board_disclosure_phrase (trust_id, id, phrase, as_beginning, standard)
    SELECT NEW.id, uuid7(), rtrim(trim(one), '*'), one LIKE '%*', true FROM string_to_table(
        'hurt*,hit,hits,hitting,punch*,kick*,slap*,smack*,push*,shov*,grab*,beat,beats,beaten,bruis*,burn*,chok*,'
        'strangl*,hold me,holds me,held me,holding me,pin me,pins me,pinned me,tie me,ties me,tied me,tied up,'
        'locked in,locked up,lock me,locks me,locked me,'
        'abus*,touch*,grop*,kiss*,undress*,naked,nude*,sex*,rape*,raping,molest*,'
        'scare*,afraid,frighten*,unsafe,not safe,go home,run away,running away,ran away,shouts at me,screams at me,'
        'kill*,suicid*,self harm*,selfharm*,cut my*,cutting my*,end it all,end my life,die,dying,dead,disappear,'
        'overdos*,worthless,hopeless,hate*,'
        'weapon*,knife,knives,blade*,gun,guns,stab*,threat*,gang*,county lines,drug*,drunk,blackmail*,bully*,bullie*,'
        'secret*,not to tell,don''t tell,can''t tell,not tell,cannot tell,mustn''t tell,won''t tell,'
        'not eating,not eat,don''t eat,doesn''t eat,no food,hungry,starv*,no bed,homeless*,sleep outside,'
        'stranger*,met online,someone online,sent pictures,send pictures,sent photos,send photos,'
        'forced,made me,marry*,marri*,fgm,mutilat*,extremis*,terroris*', ',') AS one;
    PERFORM act_as_before(was);
    RETURN NULL;
END $$;
CREATE TRIGGER begin_disclosure_phrases AFTER INSERT ON trust
    FOR EACH ROW EXECUTE FUNCTION begin_disclosure_phrases();

-- The words of a text without the characters in it that are not seen, and without its apostrophes as well: "dont" is
-- "don't", and whoever cries for help writes in haste.
CREATE FUNCTION spellings_of(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY(SELECT app.words_of(normalize(regexp_replace(said, '[' || marks || ']', '', 'g'), NFKC))
                   FROM unnest(ARRAY[unseen, unseen || '''\u0060\u00B4\u02B9\u02BB-\u02BD\u2018-\u201B\u2032\uFF07'])
                        AS m(marks))
      FROM (VALUES ('\u00AD\u034F\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF')) AS u(unseen)
$$;
CREATE FUNCTION is_spelt_in(spellings text[], wanted text, as_beginning boolean DEFAULT false) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT EXISTS (SELECT FROM unnest(spellings) AS s(words), unnest(app.spellings_of(wanted)) AS w(words)
                    WHERE strpos(s.words, CASE WHEN as_beginning THEN rtrim(w.words) ELSE w.words END) > 0)
$$;

-- Those that are in a text, as whole words one after the other, however it is spelt between them.
CREATE FUNCTION phrases_found(of_trust uuid, said text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    spellings text[] := app.spellings_of(said);
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(phrase ORDER BY phrase), '[]') FROM app.board_disclosure_phrase
             WHERE trust_id = of_trust AND deleted_at IS NULL
               AND app.is_spelt_in(spellings, phrase, as_beginning));
END $$;

-- The first of them, for who is to say it in other words.
CREATE FUNCTION some_of(phrases jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(format('"%s"', left(one, 40)), ', ')
      FROM jsonb_array_elements_text(jsonb_path_query_array(phrases, '$[0 to 2]')) AS p(one)
$$;
