/** Ends every other connection of its own account; those of root as well where it is theirs. */
export const killOnce = `CREATE PROCEDURE kill_once() BEGIN
  DECLARE is_done INT DEFAULT 0;
  DECLARE other BIGINT;
  DECLARE others CURSOR FOR SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID();
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET is_done = 1;
  DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END;
  OPEN others;
  l: LOOP
    FETCH others INTO other;
    IF is_done THEN LEAVE l; END IF;
    KILL other;
  END LOOP;
  CLOSE others;
END`;

/** The same for as long as it lives. */
export const killAlways =
  'CREATE PROCEDURE kill_always() BEGIN WHILE TRUE DO CALL kill_once(); END WHILE; END';
