import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.language import detect, warm_up
from pipelines.languages.language_claim import claimed_language
from pipelines.scripts import only_simplified, only_traditional, simplify


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("TikTok 字节跳动", "zh-Hans"),
        ("字節跳動公司今天在香港發布了新的人工智能模型", "zh-Hant"),
        ("台灣的雲端服務價格將於下個月調整，用戶可以選擇退出。", "zh-Hant"),
        ("皇后大道东的云服务涨价了", "zh-Hans"),
        ("バイトダンスは火曜日、新しい研究所を設立すると発表した。", "ja"),
        ("優の良品今日在旺角開設第十間分店，首日大排長龍", "zh-Hant"),
        ("카카오는 화요일에 새로운 서비스를 발표했다.", "ko"),
        ("Η εταιρεία ανακοίνωσε νέα υπηρεσία", "el"),
        ("החברה הודיעה על שירות חדש", "he"),
        ("บริษัทประกาศเปิดตัวบริการใหม่", "th"),
        ("Компания объявила во вторник, что откроет второй исследовательский центр.", "ru"),
        ("أعلنت الشركة يوم الثلاثاء أنها ستفتح مركزا ثانيا للأبحاث", "ar"),
        ("कंपनी ने मंगलवार को कहा कि वह दूसरा अनुसंधान केंद्र खोलेगी", "hi"),
        ("The company said on Tuesday that it would open a second research centre.", "en"),
        ("Das Unternehmen teilte am Dienstag mit, dass es ein zweites Zentrum eröffnet.", "de"),
        ("L'entreprise a annoncé mardi l'ouverture d'un second centre de recherche.", "fr"),
        ("THE COMPANY SAID ON TUESDAY THAT IT WOULD OPEN", "en"),
    ],
)
def test_language_of_a_sentence(text: str, tag: str) -> None:
    language = detect(text)
    assert language.tag == tag
    assert language.confidence > 0.4


@pytest.mark.parametrize("text", ["", " \n", "12345 67.8 %", "!!! …", "https://example.com/zh/"])
def test_where_nothing_tells(text: str) -> None:
    assert detect(text).model_dump() == {"tag": "und", "confidence": 0.0}


@pytest.mark.parametrize(
    ("text", "declared", "tag"),
    [
        ("Gewinn im Plus", "de-AT", "de"),
        ("皇后大道中", "zh-HK", "zh-Hant"),
        ("皇后大道中", "zh_CN", "zh-Hans"),
        ("日本経済新聞", "ja", "ja"),
        ("iPhone 17 Pro Max Ultra 发布", "zh-CN", "zh-Hans"),
        ("Við komum til Noregs til að styðja við þá sem eru að berjast fyrir frelsi sínu.", "is", "is"),
        ("Hallo og velkommen", "nb-NO", "no"),
    ],
)
def test_short_text_follows_the_page(text: str, declared: str, tag: str) -> None:
    assert detect(text, declared).tag == tag


@pytest.mark.parametrize("declared", ["ru", "zh-TW", "", "english please", "x", "und", "\x00"])
def test_a_claim_that_the_script_refutes_is_ignored(declared: str) -> None:
    sentence = "The company said on Tuesday that it would open a second research centre."
    assert detect(sentence, declared).tag == "en"
    assert detect("字節跳動公司今天發布新聞", declared).tag == "zh-Hant"


def test_a_long_text_is_stronger_than_the_claim() -> None:
    text = "Das Unternehmen teilte am Dienstag mit, dass es ein zweites Zentrum eröffnet. " * 4
    assert detect(text, "en-US").tag == "de"


def test_the_answer_is_the_same_in_every_process() -> None:
    text = "Apple iPhone Messe Review"
    code = f"from pipelines.language import detect; print(detect({text!r}).model_dump_json())"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == detect(text).model_dump_json() + "\n"


def test_characters_of_one_way_to_write_chinese_only() -> None:
    warm_up()
    assert set("们国这为东") <= only_simplified()
    assert set("們國這為東") <= only_traditional()
    assert not set("后里台干云着") & (only_simplified() | only_traditional())
    assert simplify("後臺發佈TikTok") == "后台发布TikTok"


@settings(deadline=None, max_examples=50)  # the first text loads what the libraries know
@given(st.text(), st.none() | st.text(max_size=12))
def test_no_text_and_no_claim_breaks_it(text: str, declared: str | None) -> None:
    language = detect(text, declared)
    assert language == detect(text, declared)
    assert (language.tag == "und") == (language.confidence == 0.0)


@pytest.mark.parametrize(
    ("text", "declared", "tag"),
    [
        ("Zuckerberg talks about TikTok", None, "en"),
        ("Regulators say Weibo has a plan", None, "en"),
        ("El nuevo disco de Florence and the Machine", None, "es"),
        ("Zuckerberg talks about TikTok", "de", "de"),
    ],
)
def test_a_few_words_without_a_claim(text: str, declared: str | None, tag: str) -> None:
    assert detect(text, declared).tag == tag


def test_a_guess_from_a_few_words_is_a_weak_one() -> None:
    sentence = "The company said on Tuesday that it would open a second research centre."
    assert detect("Nvidia Gewinn steigt").confidence < 0.6
    assert (
        detect("Nvidia Gewinn steigt").confidence
        < detect(sentence).confidence
        < detect(sentence * 4).confidence
    )


ZULU = "UMasipala wase uthe abantu bangakwazi ukuthola usizo kwihhovisi lakhe namhlanje. "
XHOSA = (
    "Abantu abaninzi bafike echwebeni izolo kusasa bezokubona isikhephe esitsha esiza kuthwala abakhweli. "
)
SWAHILI = (
    "Watu wengi walifika bandarini jana asubuhi ili kuona meli mpya ya abiria, na safari ya kwanza ni kesho. "
)


@pytest.mark.parametrize("text", [ZULU, XHOSA])
@pytest.mark.parametrize(
    ("declared", "tag"), [(None, {"zu", "xh"}), ("en-US", {"zu", "xh"}), ("zu", {"zu"}), ("xh-ZA", {"xh"})]
)
def test_isizulu_and_isixhosa_are_not_swahili(text: str, declared: str | None, tag: set[str]) -> None:
    assert detect(text * 4, declared).tag in tag


def test_swahili_is_swahili() -> None:
    assert detect(SWAHILI * 4, "en").model_dump() == {"tag": "sw", "confidence": 1.0}


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("zh-Hans-HK", "zh-Hans"),
        ("zh_TW", "zh-Hant"),
        ("cmn-Hans", "zh-Hans"),
        ("yue", "zh-Hant"),
        ("ZH", "zh-Hans"),
        ("jp", "ja"),
        ("eng", "en"),
        ("en_US.UTF-8", "en"),
        (" nb-NO ", "no"),
        ("iw", "he"),
        ("german", ""),
        ("xx", ""),
        ("und", ""),
        ("-", ""),
        (None, ""),
    ],
)
def test_what_a_claim_means(declared: str | None, tag: str) -> None:
    assert claimed_language(declared) == tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        # Japanese without kana is told by characters that only Japanese has.
        ("渡口技研、新型船二隻を発注 総額百億円", "ja"),
        ("海埠電鉄、価格転嫁で増収増益", "ja"),
        # Cantonese, a quotation of Japanese, and a brand with a kana letter are written in Chinese.
        ("佢話嗰間渡輪公司夏天之前會加多兩隻船，街坊話冇得揀。", "zh-Hant"),
        ("店長說：「いらっしゃいませ」是他學會的第一句日語，這家店已經開了三十年。", "zh-Hant"),
        ("「の」字招牌的店在海埠开业，顾客排队。", "zh-Hans"),
        # Names in Latin letters do not make a sentence English.
        ("Harbour Pay、Ferry Cloud、Quay AI 三款产品同日下架", "zh-Hans"),
        ("The ferry company Dukou (渡口) said it would raise fares.", "en"),
    ],
)
def test_han_characters_among_others(text: str, tag: str) -> None:
    assert detect(text).tag == tag


SENTENCES = {
    "de": "Die Fährgesellschaft teilte am Montag mit, dass sie vor dem Sommer zwei Schiffe mehr einsetzt.",
    "da": "Færgeselskabet oplyste mandag, at det indsætter to både mere inden sommeren.",
    "no": "Fergeselskapet opplyste mandag at det setter inn to båter til før sommeren.",
    "gl": "A empresa anunciou o luns que engadirá dous barcos antes do verán e que subirá os prezos.",
    "is": "Ferjufyrirtækið tilkynnti á mánudag að það myndi bæta við tveimur bátum fyrir sumarið.",
}


@pytest.mark.parametrize("tag", SENTENCES)
def test_a_sentence_is_stronger_than_a_wrong_claim(tag: str) -> None:
    assert detect(SENTENCES[tag], "en-US").tag == tag


@pytest.mark.parametrize(("tag", "declared"), [("id", "ms"), ("ms", "id")])
def test_of_two_languages_alike_the_page_knows_best(tag: str, declared: str) -> None:
    text = "Perusahaan itu mengatakan pada hari Senin bahwa mereka akan menambah dua kapal. "
    assert detect(text * 5, declared).tag == declared


def test_a_claim_of_a_language_that_no_library_knows_stands_against_a_weak_guess() -> None:
    greenlandic = "Umiarsuit marluk aasaannginnerani ilanngunneqassapput, akii qaffanneqassapput."
    assert detect(greenlandic, "kl").tag == "kl"
    assert detect("The ferry company said on Monday that it would add two boats. " * 9, "kl").tag == "en"


def test_the_same_answer_in_a_hundred_runs() -> None:
    texts = ["Apple iPhone Messe Review", SENTENCES["da"], "皇后大道中"]
    for text in texts:
        assert len({detect(text) for _ in range(100)}) == 1


@pytest.mark.parametrize("text", ["\ud800", "\x00\x01", "\u202e", "🚢" * 200, "a" * 9000, "\u0301" * 99])
def test_what_is_no_text_breaks_nothing(text: str) -> None:
    language = detect(text, "\ud800")
    assert 0.0 <= language.confidence <= 1.0
