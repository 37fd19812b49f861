"""Follow-ups in visibly fictitious dialogues."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.contextualise import (
    MOST_CANDIDATES,
    Topic,
    depends,
    leaning,
    standalone_candidates,
)
from corpus.french.words import term_keys

COUNCIL = Topic(
    "Qui préside le conseil fictif de la mer ?",
    "« Le conseil fictif de la mer est présidé par Firmin Testard. »",
    ("Firmin Testard",),
)
PRESIDENT = Topic(
    "Qui préside la commission d'essai des ports ?",
    "« La commission d’essai est présidée par Mme Odile Exemplaire. »",
    ("Mme Odile Exemplaire",),
)
PLAN = Topic("Que prévoit la Région Fictive pour les ports de pêche ?")
POLL = Topic("Quel institut a mené le sondage sur les phares ?", "", ("ESSAISOND",))
LAW = Topic("Qu'est-ce que la loi d'essai contre les naufrages ?")
SPENDING = Topic("Combien la Région Fictive a-t-elle dépensé en 2023 pour les phares ?")


def readings(question: str, *topics: Topic) -> list[str]:
    """The candidates without their no-break spaces."""
    return [one.replace("\u00a0", " ") for one in standalone_candidates(question, topics)]


def first(question: str, *topics: Topic) -> str:
    return readings(question, *topics)[0]


@pytest.mark.parametrize(
    ("question", "topic", "expected"),
    [
        (
            "Et depuis quand ?",
            COUNCIL,
            "Depuis quand Firmin Testard est-il président du conseil fictif de la mer ?",
        ),
        (
            "Depuis quand ?",
            PRESIDENT,
            (
                "Depuis quand Mme Odile Exemplaire est-elle présidente de "
                "la commission d'essai des ports ?"
            ),
        ),
        (
            "Et pourquoi ?",
            PLAN,
            "Pourquoi la Région Fictive prévoit-elle cela pour les ports de pêche ?",
        ),
        (
            "Sur quelles côtes ?",
            Topic("Quand arrivent les guetteurs dans les phares ?"),
            "Sur quelles côtes arrivent les guetteurs dans les phares ?",
        ),
        (
            "Par qui ?",
            Topic("Qui a créé la commission d'essai ?"),
            "Par qui la commission d'essai a-t-elle été créée ?",
        ),
        (
            "C'est quand ?",
            Topic("Où se tient la fête du test ?"),
            "Quand se tient la fête du test ?",
        ),
        (
            "Pour quel public ?",
            Topic("Quelle campagne la Région Fictive mène-t-elle dans les ports ?"),
            "Pour quel public la Région Fictive mène-t-elle la campagne dans les ports ?",
        ),
        ("Où ça ?", Topic("Quand a lieu la régate d'essai ?"), "Où a lieu la régate d'essai ?"),
    ],
)
def test_a_bare_question_phrase_takes_the_rest_from_before(
    question: str, topic: Topic, expected: str
) -> None:
    assert first(question, topic) == expected


def test_since_when_keeps_the_object_as_a_second_reading() -> None:
    assert "Depuis quand Firmin Testard préside-t-il le conseil fictif de la mer ?" in readings(
        "Et depuis quand ?", COUNCIL
    )


@pytest.mark.parametrize(
    ("question", "topic", "expected"),
    [
        ("Et en Bretagne ?", PLAN, "Que prévoit la Bretagne pour les ports de pêche ?"),
        ("Et la Région AURA ?", PLAN, "Que prévoit la Région AURA pour les ports de pêche ?"),
        ("et dans le Grand Est", PLAN, "Que prévoit le Grand Est pour les ports de pêche ?"),
        ("Et les Pays de la Loire ?", Topic("Que fait la Corse pour les ports ?"),
         "Que font les Pays de la Loire pour les ports ?"),
        ("Et pour les marinas ?", PLAN, "Que prévoit la Région Fictive pour les marinas ?"),
        ("Et la commission ?", Topic("Qui préside le comité ?"), "Qui préside la commission ?"),
        ("Et en 2024 ?", SPENDING,
         "Combien la Région Fictive a-t-elle dépensé en 2024 pour les phares ?"),
        ("Et le Département d'Essai ?", SPENDING,
         "Combien le Département d'Essai a-t-il dépensé en 2023 pour les phares ?"),
        ("Et Anne Duval ?", Topic("Quel est le métier de Firmin Testard ?"),
         "Quel est le métier d’Anne Duval ?"),
        ("Et la présidente ?", Topic("Qui est le directeur de la Région Fictive ?"),
         "Qui est la présidente de la Région Fictive ?"),
        ("Celle des ports ?", Topic("Quelle est la part des phares dans le budget d'essai ?"),
         "Quelle est la part des ports dans le budget d'essai ?"),
        ("Et laquelle pour les ports ?", Topic("Quelles régions ont agi pour les phares ?"),
         "Quelles régions ont agi pour les ports ?"),
        ("Et la Corse ?", Topic("Que fait-on en Bretagne pour les ports ?"),
         "Que fait-on en Corse pour les ports ?"),
    ],
)  # fmt: skip
def test_a_new_complement_takes_the_place_of_its_kind(
    question: str, topic: Topic, expected: str
) -> None:
    assert first(question, topic) == expected


@pytest.mark.parametrize("topic", [COUNCIL, PLAN, POLL, LAW, SPENDING, PRESIDENT])
@pytest.mark.parametrize(
    "question",
    ["Et en Bretagne ?", "Et pour les gabares ?", "Et les gabares ?", "Et pas les gabares ?",
     "et en 2031 ?", "Avec quelles gabares ?", "Son gabarit est-il connu ?", "Et des gabares ?"],
)  # fmt: skip
def test_nothing_that_a_follow_up_adds_is_dropped(question: str, topic: Topic) -> None:
    added = set(term_keys(question))
    assert added
    for reading in readings(question, topic):
        assert added <= set(term_keys(reading))


@pytest.mark.parametrize(
    ("question", "topic", "expected"),
    [
        ("Quel âge a-t-il ?", COUNCIL, "Quel âge Firmin Testard a-t-il ?"),
        ("Et lui, où est-il né ?", COUNCIL, "Où Firmin Testard est-il né ?"),
        ("Où travaillait-elle avant ?", PRESIDENT,
         "Où Mme Odile Exemplaire travaillait-elle avant ?"),
        ("Il a écrit quoi ?", COUNCIL, "Firmin Testard a écrit quoi ?"),
        ("Elle vise à quoi ?", LAW, "La loi d'essai contre les naufrages vise à quoi ?"),
        ("Que dit-elle des bouées ?", LAW,
         "Que dit la loi d'essai contre les naufrages des bouées ?"),
        ("Qui l'a votée ?", LAW, "Qui a votée la loi d'essai contre les naufrages ?"),
        ("Qui en est le rapporteur ?", LAW,
         "Qui est le rapporteur de la loi d'essai contre les naufrages ?"),
        ("Qui a demandé de le créer ?", COUNCIL,
         "Qui a demandé de créer le conseil fictif de la mer ?"),
        ("Combien ça coûte ?", PLAN,
         "Combien coûte ce que prévoit la Région Fictive pour les ports de pêche ?"),
        ("Quel est son salaire ?", COUNCIL, "Quel est le salaire de Firmin Testard ?"),
        ("Qui dirige cet institut ?", POLL,
         "Qui dirige l’institut qui a mené le sondage sur les phares ?"),
        ("Qui a signé cette loi ?", LAW, "Qui a signé la loi d'essai contre les naufrages ?"),
        ("Que pense ce dernier des bouées ?", COUNCIL, "Que pense Firmin Testard des bouées ?"),
        ("Et depuis quand l'est-il ?",
         Topic("Qui est maire de Testville ?", "", ("Firmin Testard",)),
         "Depuis quand Firmin Testard est-il maire de Testville ?"),
        ("Et laquelle a des vedettes ?", Topic("Quelle région a des phares ?"),
         "Quelle région a des vedettes ?"),
        ("C'est un ancien marin ?", COUNCIL, "Firmin Testard est un ancien marin ?"),
        ("Et avant il faisait quoi ?", COUNCIL, "Firmin Testard faisait quoi avant ?"),
        ("Avec qui travaille-t-il ?", COUNCIL, "Avec qui Firmin Testard travaille-t-il ?"),
    ],
)  # fmt: skip
def test_what_points_back_is_replaced(question: str, topic: Topic, expected: str) -> None:
    assert first(question, topic) == expected


def test_he_is_never_a_commission_and_she_never_a_man() -> None:
    about_ports = Topic("Que fait la commission d'essai des ports ?")
    assert readings("Quand parle-t-il ?", COUNCIL, about_ports) == [
        "Quand Firmin Testard parle-t-il ?",
        "Quand le conseil fictif de la mer parle-t-il ?",
    ]
    assert all("Firmin" not in one for one in readings("Où siège-t-elle ?", about_ports, COUNCIL))


def test_a_refused_answer_leaves_the_question_to_speak_of() -> None:
    refused = Topic("Combien coûte le plan d'essai des digues ?")
    assert first("Qui l'a voté ?", refused) == "Qui a voté le plan d'essai des digues ?"


def test_figures_are_nobody() -> None:
    counted = Topic("Combien de marins compte le conseil d'essai ?", "", ("61 %", "douze marins"))
    assert not any("61" in one or "douze" in one for one in readings("Où siège-t-il ?", counted))


@pytest.mark.parametrize(
    "question",
    [
        "Qui est le maire de Testville ?",
        "Que fait la Région Fictive pour ses ports ?",
        "Le conseil d'essai a-t-il un budget ?",
        "Y a-t-il des phares à Testville ?",
        "Faut-il un permis pour naviguer ?",
        "Qu'est-ce que la loi d'essai ?",
        "Qui présidait la Région Fictive cette année-là ?",
        "Comment signaler un naufrage ?",
        "Quels documents avez-vous ?",
        "Quelle amende pour un naufrage selon la loi d'essai ?",
        "Bonjour",
        "POURQUOI LES PHARES FICTIFS SONT-ILS ROUGES",
        "Budget de la Région Fictive pour les ports",
    ],
)
def test_an_independent_question_stays_alone(question: str) -> None:
    assert not depends(question)
    assert standalone_candidates(question, (COUNCIL, PLAN)) == (question,)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Et qui a commandé le sondage ?", "Qui a commandé le sondage ?"),
        ("Autre chose : qui garde le phare ?", "Qui garde le phare ?"),
        ("Changeons de sujet : que fait la Corse pour ses ports ?",
         "Que fait la Corse pour ses ports ?"),
        ("Sinon, quand ouvre le musée d'essai ?", "Quand ouvre le musée d'essai ?"),
    ],
)  # fmt: skip
def test_a_change_of_subject_forgets_what_was_before(question: str, expected: str) -> None:
    assert readings(question, COUNCIL, PLAN) == [expected]


def test_coming_back_to_the_first_subject() -> None:
    price = Topic("Combien coûte une bouée d'essai ?", "", ("12 euros",))
    assert first("Revenons au premier : où est-il né ?", COUNCIL, price) == (
        "Où Firmin Testard est-il né ?"
    )


def test_a_thin_question_is_offered_with_and_without_its_topic() -> None:
    found = readings("Qui finance ?", PLAN)
    assert found[-1] == "Qui finance ?"
    assert "Région Fictive" in found[0]


def test_without_history_a_question_is_itself() -> None:
    assert standalone_candidates("Et depuis quand ?", ()) == ("Et depuis quand ?",)


def test_a_greeting_is_no_topic() -> None:
    assert first("Quel âge a-t-il ?", COUNCIL, Topic("Bonjour")) == (
        "Quel âge Firmin Testard a-t-il ?"
    )


def test_five_turns_hold_on_to_the_subject() -> None:
    topics = [COUNCIL]
    for question in ("Depuis quand l'est-il ?", "Il a été marin ?", "Sur quoi a-t-il travaillé ?",
                     "Et avec les pêcheurs ?"):  # fmt: skip
        topics.append(Topic(standalone_candidates(question, topics)[0]))
    assert first("Où est-il né ?", *topics) == "Où Firmin Testard est-il né ?"


@pytest.mark.parametrize(
    ("question", "topic", "expected"),
    [
        ("Pourquoi ?", Topic("La ligne d'essai a fermé en quelle année ?"),
         "Pourquoi la ligne d'essai a-t-elle fermé ?"),
        ("Lesquels ?", Topic("Le bac fictif dessert combien de villages ?"),
         "Quels villages le bac fictif dessert ?"),
        ("Qui d'autre ?", Topic("Qui a signé la charte d'essai ?"),
         "Qui d'autre a signé la charte d'essai ?"),
        ("Pour combien de temps ?", Topic("Qui exploitera le bac d'essai ?", "", ("D’attribuer",)),
         "Pour combien de temps exploitera-t-on le bac d'essai ?"),
        ("Combien ?", Topic("Les écoles fictives font-elles des exercices ?"),
         "Combien d’exercices les écoles fictives font-elles ?"),
        ("Où ça ?", Topic("Combien de jours a duré la formation des guetteurs ?"),
         "Où a duré la formation des guetteurs ?"),
        ("Jusqu'à quand ?", Topic("C'est quoi la prime d'essai ?"),
         "Jusqu'à quand la prime d'essai existe-t-elle ?"),
    ],
)  # fmt: skip
def test_what_is_asked_late_or_loosely_is_asked_again_in_good_order(
    question: str, topic: Topic, expected: str
) -> None:
    assert first(question, topic) == expected


@pytest.mark.parametrize(
    ("question", "topic", "expected"),
    [
        ("Et le vice-président ?", COUNCIL,
         "Qui est le vice-président du conseil fictif de la mer ?"),
        ("Et son budget ?", LAW, "Quel est le budget de la loi d'essai contre les naufrages ?"),
        ("Et son adjointe ?", COUNCIL, "Qui est l’adjointe de Firmin Testard ?"),
        ("Et l'année d'avant ?", SPENDING,
         "Combien la Région Fictive a-t-elle dépensé en 2022 pour les phares ?"),
        ("Et celui de 2022 ?", Topic("Quel est le budget 2023 de la Région Fictive ?"),
         "Quel est le budget 2022 de la Région Fictive ?"),
        ("Et le 20 juin ?", Topic("Qui présidait la séance du conseil d'essai en mars 2024 ?"),
         "Qui présidait la séance du conseil d'essai le 20 juin 2024 ?"),
        ("Et à vélo ?", Topic("Combien de guetteurs viennent en voiture ?"),
         "Combien de guetteurs viennent à vélo ?"),
        ("Et un enfant ?", Topic("La cotisation d'essai est de combien pour un adulte ?"),
         "La cotisation d'essai est de combien pour un enfant ?"),
        ("Et à Testbourg ?", Topic("Qui est la maire de Testville ?"),
         "Qui est la maire de Testbourg ?"),
        ("Celle qui garde les ports ?", Topic("Quelle brigade garde les phares ?"),
         "Quelle est la brigade qui garde les ports ?"),
        ("Et la seconde ?", Topic("Quelle est la première mission du guetteur ?"),
         "Quelle est la seconde mission du guetteur ?"),
        ("Le dernier en date, c'est lequel ?", Topic("Combien de phares ont le label d'essai ?"),
         "Le dernier en date des phares qui ont le label d'essai, c'est lequel ?"),
    ],
)  # fmt: skip
def test_what_changes_is_put_where_it_belongs(question: str, topic: Topic, expected: str) -> None:
    assert first(question, topic) == expected


@pytest.mark.parametrize(
    ("question", "topic", "expected"),
    [
        ("Il a coûté combien, ce plan ?", Topic("Quel plan la Région Fictive a-t-elle voté ?"),
         "Le plan que la Région Fictive a voté a coûté combien ?"),
        ("Et ses rapports, ils portaient sur quoi ?", COUNCIL,
         "Les rapports de Firmin Testard portaient sur quoi ?"),
        ("Doté de combien ?", Topic("Qui a reçu le prix d'essai ?"),
         "Le prix d'essai est doté de combien ?"),
        ("Ça fait combien de chiens ?", Topic("Quelle Région a des brigades d'essai ?"),
         "Les brigades d'essai font combien de chiens ?"),
        ("Il a été créé par qui ?", Topic("C'est quoi ce groupe de travail sur les ports ?"),
         "Le groupe de travail sur les ports a été créé par qui ?"),
        ("Avec qui ?", Topic("Isaure Testu s'est mariée ?"),
         "Avec qui Isaure Testu s'est-elle mariée ?"),
        ("Qui en est responsable ?", Topic("c'est quoi voile-plus"),
         "Qui est responsable de voile-plus ?"),
        ("Il se réunit quand ?", Topic("Sur quel sujet le conseil d'essai a-t-il créé un groupe ?"),
         "Le groupe se réunit quand ?"),
    ],
)  # fmt: skip
def test_spoken_order_is_followed(question: str, topic: Topic, expected: str) -> None:
    assert first(question, topic) == expected


def test_she_is_the_woman_that_was_asked_about() -> None:
    known = Topic("Qui était Isaure Testu ?", "", ("Isidore Testu",))
    assert first("Elle s'est mariée ?", known) == "Isaure Testu s'est mariée ?"


def test_a_name_is_written_as_the_answer_writes_it() -> None:
    asked = Topic("qui garde le phare de testbourg", "« Le phare de Testbourg est gardé. »")
    assert first("Depuis quand ?", asked).endswith("le phare de Testbourg ?")


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("Doté de combien ?", "Doté de combien ?"),
        ("Quels groupes ont voté contre ?", "Quels groupes ont voté contre ?"),
        ("Et en 2024 ?", ""),
        ("Où est-il né ?", ""),
        ("Qui est le maire de Testville ?", ""),
        ("Autre chose : qui a voté contre ?", ""),
    ],
)
def test_what_names_nothing_leans_on_the_conversation(question: str, bare: str) -> None:
    assert leaning(question).replace("\u00a0", " ") == bare


WORDS = """
    Et qui quand où il elle en y le la l' ça son cette celui ce dernier lui leur est a préside la
    Région Fictive de du pour 2024 ? , : combien lequel là-bas
"""
QUESTIONS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(WORDS.split()),
        max_size=9,
    ).map(" ".join),
)


@given(QUESTIONS, st.lists(QUESTIONS.map(lambda text: Topic(text, text, (text,))), max_size=3))
def test_any_dialogue_gives_one_to_four_readings(question: str, topics: list[Topic]) -> None:
    found = standalone_candidates(question, topics)
    assert 1 <= len(found) <= MOST_CANDIDATES
    assert all(found) or found == (question,)
    assert len(set(found)) == len(found)
    if not depends(question) and not topics:
        assert found == (question,)
